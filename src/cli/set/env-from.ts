/** `set env --from`: variables that take their values from the keys of a config map or a secret. */

import type { Unstructured } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { EnvVar } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import type { Output } from '../streams.ts'

/** Variables for the keys of an object; for those in `wished`, if it names any. Tells of keys that make other names. */
export function variablesFrom(object: Unstructured, wished: readonly string[], output: Output): EnvVar[] {
  const reference = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' }[object.kind]
  if (reference === undefined || object.apiVersion !== 'v1')
    throw new CliError('unsupported resource specified in --from')
  const { data = {} } = object as { data?: Record<string, string> }
  const keys = Object.keys(data).sort(compareStrings)
  return keys
    .filter((key) => wished.length === 0 || wished.includes(key))
    .map((key) => {
      const name = variableName(key)
      if (name !== key) output.stderr(`Warning: key ${key} transferred to ${name}\n`)
      return { name, valueFrom: { [reference]: { key, name: object.metadata.name } } }
    })
}

function variableName(key: string): string {
  return key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase()
}
