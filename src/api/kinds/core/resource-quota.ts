/** ResourceQuota: how much a namespace may hold. */
import { type FieldError, invalidValue } from '../../../apimachinery/field-error.ts'
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../../apimachinery/quantity.ts'
import type { ResourceQuota } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'
import { validateScopes } from './quota-scopes.ts'

const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
])

/** ResourceQuota, `v1`. Found by the index 'namespace': each new object asks, and most namespaces have none. */
export const resourceQuota = defineKind<ResourceQuota>({
  kind: 'ResourceQuota',
  group: '',
  validate,
  indexes: ({ metadata }) => [['namespace', metadata.namespace ?? '']],
  validateUpdate({ spec }, { spec: old }) {
    const [now, before] = [[...(spec?.scopes ?? [])].sort(), [...(old?.scopes ?? [])].sort()]
    return now.join() === before.join()
      ? []
      : [invalidValue('spec.scopes', spec?.scopes ?? [], 'field is immutable')]
  },
  columns: [
    nameColumn,
    column('Request', (object) => usage(object, (name) => !isLimit(name))),
    column('Limit', (object) => usage(object, isLimit)),
    ageColumn,
  ],
  describe: () => import('./resource-quota.describe.ts'),
})

function isLimit(resource: string): boolean {
  return resource.startsWith('limits.') || resource.startsWith('limits/')
}

/** `pods: 10/60, requests.cpu: 450m/4`: used over hard, by name. */
function usage({ status }: ResourceQuota, wanted: (resource: string) => boolean): string {
  const names = Object.keys(status?.hard ?? {})
    .filter(wanted)
    .sort()
  return names.map((name) => `${name}: ${status?.used?.[name] ?? '0'}/${status?.hard?.[name]}`).join(', ')
}

function validate({ spec }: ResourceQuota): FieldError[] {
  const hard = spec?.hard ?? {}
  const errors = Object.keys(hard)
    .sort()
    .flatMap((name) => validateHard(name, hard[name] ?? '', `spec.hard[${name}]`))
  return [...errors, ...validateScopes(spec ?? {})]
}

function validateHard(name: string, amount: string, path: string): FieldError[] {
  const errors = checkQualifiedName(name).map((message) => invalidValue(path, name, message))
  if (!name.includes('/')) errors.push(...validateStandard(name, path))
  const quantity = tryParseQuantity(amount)
  if (!quantity) return errors
  if (compareQuantities(quantity, ZERO) < 0)
    errors.push(invalidValue(path, amount, 'must be greater than or equal to 0'))
  if (isCounted(name) && quantity.nanos % 1_000_000_000n !== 0n)
    errors.push(invalidValue(path, amount, 'must be an integer'))
  return errors
}

function validateStandard(name: string, path: string): FieldError[] {
  if (STANDARD.has(name) || /^(requests\.)?hugepages-/.test(name)) return []
  return [
    invalidValue(path, name, 'must be a standard resource type or fully qualified'),
    invalidValue(path, name, 'must be a standard resource for quota'),
  ]
}

/** Numbers of objects cannot be split. */
function isCounted(name: string): boolean {
  return STANDARD.has(name) && !/cpu|memory|storage$/.test(name)
}
