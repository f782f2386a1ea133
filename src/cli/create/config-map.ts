/** kubelite create configmap. Source: kubectl, cmd/create/create_configmap.go. */

import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { setOwn } from '../../base/json.ts'
import { decodeUtf8 } from '../../base/utf8.ts'
import { bool } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { hashSuffix } from './hash-suffix.ts'
import { addSources, checkSources, type KeyStore, keyFlags } from './key-sources.ts'

export const createConfigMap = defineGenerator({
  name: 'configmap',
  aliases: ['cm'],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  short: 'Create a config map from a local file, directory or literal value',
  long: [
    'Create a config map based on a file, directory, or specified literal value.',
    'A config map holds one or more keys with their values.',
    'The key of a file is its name, unless another one is given; its value is what the file holds. Of a folder, all files are taken whose names can be keys; folders in it, links and devices are passed over.',
  ],
  examples: [
    { about: 'The files of a folder', line: 'create configmap my-config --from-file=path/to/bar' },
    {
      about: 'Files under keys of your choice',
      line: 'create configmap my-config --from-file=key1=/path/to/bar/file1.txt --from-file=key2=/path/to/bar/file2.txt',
    },
    {
      about: 'Two keys with their values',
      line: 'create configmap my-config --from-literal=key1=config1 --from-literal=key2=config2',
    },
    {
      about: 'The lines of files of variables',
      line: 'create configmap my-config --from-env-file=path/to/foo.env --from-env-file=path/to/bar.env',
    },
  ],
  flags: {
    ...keyFlags,
    appendHash: bool(false, 'Let the name end with a hash of what the config map holds.'),
  },
  refusal: 'failed to create configmap: ',
  async generate({ name, options, context }) {
    checkSources(options)
    const data: Record<string, string> = {}
    const binaryData: Record<string, string> = {}
    const store: KeyStore = {
      what: 'config',
      refusal: (key, faults) => refusalOf(name, key, faults, { Data: data, BinaryData: binaryData }),
      add(key, value) {
        const text = typeof value === 'string' ? value : decodeUtf8(value)
        if (text === undefined) setOwn(binaryData, key, Buffer.from(value as Uint8Array).toString('base64'))
        else setOwn(data, key, text)
      },
    }
    addSources(store, options, context)
    const isBinary = Object.keys(binaryData).length > 0
    const content = { data, ...(isBinary && { binaryData }) }
    const hash = options.appendHash ? await hashSuffix({ ...content, kind: 'ConfigMap', name }) : ''
    const metadata = { name: name + hash }
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata, ...content } as Unstructured
  },
})

function refusalOf(
  name: string,
  key: string,
  faults: readonly string[],
  fields: Readonly<Record<string, object>>,
): string | undefined {
  if (faults.length > 0) return `${quote(key)} is not a valid key name for a ConfigMap: ${faults.join(',')}`
  const taken = Object.keys(fields).find((field) => Object.hasOwn(fields[field]!, key))
  if (taken === undefined) return undefined
  return `cannot add key ${quote(key)}, another key by that name already exists in ${taken} for ConfigMap ${quote(name)}`
}
