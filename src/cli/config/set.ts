/** kubelite config set. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool } from '../flags/flag.ts'
import { exactArgs } from './exact-args.ts'
import { parseProperty, setProperty } from './property.ts'
import { changeConfig } from './save.ts'

export const set = defineCommand({
  name: 'set',
  usage: 'PROPERTY_NAME PROPERTY_VALUE',
  short: 'Set an individual value in a kubeconfig file',
  long: [
    'Set an individual value in a kubeconfig file.',
    'PROPERTY_NAME is made of attribute names and names of entries, joined by dots.',
    'PROPERTY_VALUE is the new value. Attributes that hold bytes, such as certificate-authority-data, take it in base64, unless --set-raw-bytes is given.',
    'An entry that does not exist is made; of one that does, the other attributes stay.',
  ],
  examples: [
    { about: 'The namespace of a context', line: 'config set contexts.kubelite.namespace shop' },
    { about: 'The server of a cluster', line: 'config set clusters.my-cluster.server https://192.0.2.1' },
    {
      about: 'Bytes as they are',
      line: 'config set users.jane.client-key-data some-bytes --set-raw-bytes=true',
    },
  ],
  flags: {
    setRawBytes: bool(false, 'Take PROPERTY_VALUE for bytes as they are, not in base64.'),
  },
  async run({ context, args, options }) {
    const [name, value] = await exactArgs(context, args, 2)
    if (value === '') throw new CliError('you cannot use set to unset a property')
    if (name === '') throw new CliError('you must specify a property')
    await changeConfig(context.kubeconfig, (config) =>
      setProperty(config, parseProperty(name), value, options.setRawBytes),
    )
    context.streams.stdout(`Property "${name}" set.\n`)
  },
})
