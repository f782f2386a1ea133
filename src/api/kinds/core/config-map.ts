/** ConfigMap: configuration for pods. */
import { type FieldError, invalidValue, tooLong } from '../../../apimachinery/field-error.ts'
import { checkConfigMapKey } from '../../../apimachinery/names.ts'
import type { ConfigMap } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { base64Size, MAX_DATA_BYTES, textSize, validateFrozen, validateKeys } from './data-keys.ts'

/** ConfigMap, `v1`. */
export const configMap = defineKind<ConfigMap>({
  kind: 'ConfigMap',
  group: '',
  validate,
  validateUpdate: (object, old) => validateFrozen(object, old, ['data', 'binaryData']),
  columns: [
    nameColumn,
    column(
      'Data',
      ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
    ),
    ageColumn,
  ],
  describe: () => import('./config-map.describe.ts'),
})

function validate({ data, binaryData }: ConfigMap): FieldError[] {
  const errors = validateTextKeys(data, binaryData)
  errors.push(...validateKeys(binaryData, 'binaryData'))
  // Upstream names no field here; an empty path prints as '[]'.
  if (textSize(data) + base64Size(binaryData) > MAX_DATA_BYTES) errors.push(tooLong('[]', MAX_DATA_BYTES))
  return errors
}

function validateTextKeys(
  data: ConfigMap['data'] = {},
  binaryData: ConfigMap['binaryData'] = {},
): FieldError[] {
  return Object.keys(data)
    .sort()
    .flatMap((key) => {
      const messages = [...checkConfigMapKey(key)]
      if (Object.hasOwn(binaryData, key)) messages.push('duplicate of key present in binaryData')
      return messages.map((message) => invalidValue(`data[${key}]`, key, message))
    })
}
