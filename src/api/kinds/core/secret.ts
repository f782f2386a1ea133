/** Secret: confidential configuration. Its type says which keys it must have. */
import { type FieldError, invalidValue, required, tooLong } from '../../../apimachinery/field-error.ts'
import type { Secret } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { base64Length, base64Size, MAX_DATA_BYTES, validateFrozen, validateKeys } from './data-keys.ts'

/** Secret, `v1`. */
export const secret = defineKind<Secret>({
  kind: 'Secret',
  group: '',
  defaults,
  validate,
  validateUpdate: (object, old) => [
    ...(object.type === old.type ? [] : [invalidValue('type', object.type ?? '', 'field is immutable')]),
    ...validateFrozen(object, old, ['data']),
  ],
  columns: [
    nameColumn,
    column('Type', ({ type }) => type ?? ''),
    column('Data', ({ data }) => Object.keys(data ?? {}).length),
    ageColumn,
  ],
  describe: () => import('./secret.describe.ts'),
  selectableFields: { type: ({ type }) => type ?? '' },
})

/** `stringData` is for writing only: it goes into `data`, over what stands there. */
function defaults(object: Secret): void {
  object.type ||= 'Opaque'
  if (!object.stringData) return
  const data = { ...object.data }
  for (const [key, text] of Object.entries(object.stringData))
    data[key] = Buffer.from(text).toString('base64')
  delete object.stringData
  if (Object.keys(data).length > 0) object.data = data
}

function validate(object: Secret): FieldError[] {
  const errors = validateKeys(object.data, 'data')
  if (base64Size(object.data) > MAX_DATA_BYTES) errors.push(tooLong('data', MAX_DATA_BYTES))
  return [...errors, ...(typeRules[object.type ?? '']?.(object) ?? [])]
}

const typeRules: Readonly<Record<string, (object: Secret) => FieldError[]>> = {
  'kubernetes.io/service-account-token': ({ metadata }) =>
    metadata.annotations?.['kubernetes.io/service-account.name']
      ? []
      : [required('metadata.annotations[kubernetes.io/service-account.name]')],
  'kubernetes.io/dockercfg': (object) => validateJson(object, '.dockercfg'),
  'kubernetes.io/dockerconfigjson': (object) => validateJson(object, '.dockerconfigjson'),
  'kubernetes.io/basic-auth': ({ data = {} }) =>
    Object.hasOwn(data, 'username') || Object.hasOwn(data, 'password')
      ? []
      : [required('data[username]'), required('data[password]')],
  'kubernetes.io/ssh-auth': ({ data = {} }) =>
    base64Length(data['ssh-privatekey'] ?? '') > 0 ? [] : [required('data[ssh-privatekey]')],
  'kubernetes.io/tls': ({ data = {} }) =>
    ['tls.crt', 'tls.key'].filter((key) => !Object.hasOwn(data, key)).map((key) => required(`data[${key}]`)),
}

function validateJson({ data = {} }: Secret, key: string): FieldError[] {
  if (!Object.hasOwn(data, key)) return [required(`data[${key}]`)]
  const problem = jsonProblem(Buffer.from(data[key] ?? '', 'base64').toString())
  return problem === '' ? [] : [invalidValue(`data[${key}]`, '<secret contents redacted>', problem)]
}

/** What Go's decoder says of a text that should be a JSON object. */
function jsonProblem(text: string): string {
  if (text.trim() === '') return 'unexpected end of JSON input'
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || (typeof value === 'object' && !Array.isArray(value))) return ''
    const kind = Array.isArray(value) ? 'array' : value === true || value === false ? 'bool' : typeof value
    return `json: cannot unmarshal ${kind} into Go value of type map[string]interface {}`
  } catch {
    const first = text.trimStart()[0] ?? ''
    if (!/[{["\d\-tfn]/.test(first)) return `invalid character '${first}' looking for beginning of value`
    return 'unexpected end of JSON input'
  }
}
