/** LimitRange: bounds and defaults for each pod, container and claim of a namespace. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../apimachinery/field-error.ts'
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'
import { compareQuantities, quantityOf, tryParseQuantity } from '../../../apimachinery/quantity.ts'
import type { LimitRange, LimitRangeItem } from '../../../generated/types.ts'
import { createdAtColumn, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

type Bound = 'min' | 'max' | 'default' | 'defaultRequest'

/** LimitRange, `v1`. Found by the index 'namespace': each new pod asks, and most namespaces have none. */
export const limitRange = defineKind<LimitRange>({
  kind: 'LimitRange',
  group: '',
  defaults({ spec }) {
    for (const item of spec?.limits ?? []) if (item.type === 'Container') defaultContainer(item)
  },
  validate,
  indexes: ({ metadata }) => [['namespace', metadata.namespace ?? '']],
  columns: [nameColumn, createdAtColumn],
  describe: () => import('./limit-range.describe.ts'),
})

/** Limits default to the maximum, requests to the limit, else to the minimum (SetDefaults_LimitRangeItem). */
function defaultContainer(item: LimitRangeItem): void {
  item.default = { ...item.max, ...item.default }
  item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest }
  if (Object.keys(item.default).length === 0) delete item.default
  if (Object.keys(item.defaultRequest).length === 0) delete item.defaultRequest
}

function validate({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>()
  return (spec?.limits ?? []).flatMap((item, index) => {
    const path = `spec.limits[${index}]`
    const errors: FieldError[] = []
    if (!['Pod', 'Container', 'PersistentVolumeClaim'].includes(item.type) && !item.type?.includes('/'))
      errors.push(
        invalidValue(`${path}.type`, item.type ?? '', 'must be a standard limit type or fully qualified'),
      )
    if (seen.has(item.type)) errors.push(duplicate(`${path}.type`, item.type))
    seen.add(item.type)
    return [...errors, ...validateForType(item, path), ...validateItem(item, path)]
  })
}

function validateForType(item: LimitRangeItem, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (item.type === 'Pod') {
    const detail = "may not be specified when `type` is 'Pod'"
    if (Object.keys(item.default ?? {}).length > 0) errors.push(forbiddenField(`${path}.default`, detail))
    if (Object.keys(item.defaultRequest ?? {}).length > 0)
      errors.push(forbiddenField(`${path}.defaultRequest`, detail))
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage)
    errors.push(
      required(path, 'either minimum or maximum storage value is required, but neither was provided'),
    )
  return errors
}

function validateItem(item: LimitRangeItem, path: string): FieldError[] {
  const sources = [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio]
  const names = [...new Set(sources.flatMap((source) => Object.keys(source ?? {})))].sort()
  return names.flatMap((name) => [
    ...checkQualifiedName(name).map((message) => invalidValue(`${path}[${name}]`, name, message)),
    ...validateOrder(item, path, name),
    ...validateRatio(item, path, name),
  ])
}

/** Each pair must be in this order; the message names the greater one. */
const ORDER: readonly (readonly [low: Bound, high: Bound])[] = [
  ['min', 'max'],
  ['min', 'defaultRequest'],
  ['defaultRequest', 'max'],
  ['defaultRequest', 'default'],
  ['min', 'default'],
  ['default', 'max'],
]
const TITLES: Readonly<Record<Bound, string>> = {
  min: 'min',
  max: 'max',
  default: 'default',
  defaultRequest: 'default request',
}

function validateOrder(item: LimitRangeItem, path: string, name: string): FieldError[] {
  return ORDER.flatMap(([low, high]) => {
    const [less, more] = [item[low]?.[name], item[high]?.[name]]
    const [a, b] = [tryParseQuantity(less ?? ''), tryParseQuantity(more ?? '')]
    if (less === undefined || more === undefined || !a || !b || compareQuantities(a, b) <= 0) return []
    const detail = `${TITLES[low]} value ${less} is greater than ${TITLES[high]} value ${more}`
    const field = low === 'min' && high !== 'max' ? high : low
    return [invalidValue(`${path}.${field}[${name}]`, item[field]?.[name], detail)]
  })
}

function validateRatio(item: LimitRangeItem, path: string, name: string): FieldError[] {
  const text = item.maxLimitRequestRatio?.[name]
  const ratio = text === undefined ? undefined : tryParseQuantity(text)
  if (!ratio || compareQuantities(ratio, quantityOf(1)) >= 0) return []
  return [invalidValue(`${path}.maxLimitRequestRatio[${name}]`, text, `ratio ${text} is less than 1`)]
}
