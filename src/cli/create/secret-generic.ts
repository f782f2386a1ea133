/** kubelite create secret generic. Source: kubectl, cmd/create/create_secret.go. */
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { addSources, checkSources, keyFlags } from './key-sources.ts'
import { type SecretData, secretHashFlag, secretOf, secretStore } from './secret-object.ts'

export const secretGeneric = defineGenerator({
  name: 'generic',
  usage:
    'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a secret from a local file, directory, or literal value',
  long: [
    'Create a secret based on a file, directory, or specified literal value.',
    'A secret holds one or more keys with their values.',
    'The key of a file is its name, unless another one is given; its value is what the file holds. Of a folder, all files are taken whose names can be keys; folders in it, links and devices are passed over.',
  ],
  examples: [
    { about: 'The files of a folder', line: 'create secret generic my-secret --from-file=path/to/bar' },
    {
      about: 'Files under keys of your choice',
      line: 'create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa --from-file=ssh-publickey=path/to/id_rsa.pub',
    },
    {
      about: 'Two keys with their values',
      line: 'create secret generic my-secret --from-literal=key1=supersecret --from-literal=key2=topsecret',
    },
    {
      about: 'A file, and a value',
      line: 'create secret generic my-secret --from-file=ssh-privatekey=path/to/id_rsa --from-literal=passphrase=topsecret',
    },
    {
      about: 'The lines of files of variables',
      line: 'create secret generic my-secret --from-env-file=path/to/foo.env --from-env-file=path/to/bar.env',
    },
  ],
  flags: { ...keyFlags, ...secretHashFlag, type: string('', 'The type of the secret.') },
  refusal: 'failed to create secret ',
  generate({ name, options, context }) {
    checkSources(options)
    const data: SecretData = {}
    addSources(secretStore(data), options, context)
    return secretOf(name, options.type, data, options.appendHash)
  },
})
