/** Validation of requests and limits, of containers and on the level of the pod. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notFoundField,
  notSupported,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { checkQualifiedName } from '../../../../../apimachinery/qualified-name.ts'
import {
  compareQuantities,
  type Quantity,
  quantityValue,
  tryParseQuantity,
} from '../../../../../apimachinery/quantity.ts'
import type { CoreResourceClaim, ResourceRequirements } from '../../../../../generated/types.ts'
import { isExtendedResource, isNative } from '../../extended-resources.ts'
import { hugePageSize, isHugePages } from '../huge-pages.ts'
import { isPodLevelResource } from '../requests.ts'
import { dnsLabel, errorsOf } from './fields.ts'

const COUNTED = [
  'pods',
  'services',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
]
const CONTAINER_RESOURCES = new Set(['cpu', 'memory', 'ephemeral-storage'])
const STANDARD_RESOURCES = new Set([
  ...COUNTED,
  ...CONTAINER_RESOURCES,
  ...[...CONTAINER_RESOURCES].flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  'storage',
  'requests.storage',
])

/** The errors of a container's resources; its claims must be among those of the pod. */
export function validateResources(
  resources: ResourceRequirements | undefined,
  claimNames: ReadonlySet<string>,
  path: string,
  validateName: (name: string, path: string) => FieldError[] = validateContainerResource,
): FieldError[] {
  const { limits = {}, requests = {}, claims = [] } = resources ?? {}
  const names = [...Object.keys(limits), ...Object.keys(requests)]
  const lonely = names.some(isHugePages) && !names.some((name) => name === 'cpu' || name === 'memory')
  return [
    ...validateList(limits, `${path}.limits`, validateName),
    ...sorted(requests).flatMap((name) => [
      ...validateAmount(name, requests[name] ?? '', `${path}.requests[${name}]`, validateName),
      ...validateAgainstLimit(name, requests[name] ?? '', limits[name], path),
      ...validateHugePages(name, requests[name] ?? '', `${path}.requests[${name}]`),
    ]),
    ...(lonely ? [forbiddenField(path, 'HugePages require cpu or memory')] : []),
    ...validateClaims(claims, claimNames, `${path}.claims`),
  ]
}

/** The errors of a pod's overhead, which is checked as limits are. */
export function validateOverhead(overhead: Record<string, string>, path: string): FieldError[] {
  return validateResources({ limits: overhead }, new Set(), path)
}

function sorted(list: Readonly<Record<string, string>>): string[] {
  return Object.keys(list).sort()
}

function validateList(
  list: Readonly<Record<string, string>>,
  path: string,
  validateName: (name: string, path: string) => FieldError[],
): FieldError[] {
  return sorted(list).flatMap((name) => [
    ...validateAmount(name, list[name] ?? '', `${path}[${name}]`, validateName),
    ...validateHugePages(name, list[name] ?? '', `${path}[${name}]`),
  ])
}

function validateAmount(
  name: string,
  text: string,
  path: string,
  validateName: (name: string, path: string) => FieldError[],
): FieldError[] {
  return [...validateName(name, path), ...validateQuantity(name, text, path)]
}

/** The errors of an amount: not negative, and whole for what can only be counted. */
function validateQuantity(name: string, text: string, path: string): FieldError[] {
  const quantity = tryParseQuantity(text)
  if (quantity === undefined) return []
  const errors = quantity.nanos < 0n ? [invalidValue(path, text, 'must be greater than or equal to 0')] : []
  const whole = COUNTED.includes(name) || isExtendedResource(name)
  if (whole && quantity.nanos % 1_000_000_000n !== 0n)
    errors.push(invalidValue(path, text, 'must be an integer'))
  return errors
}

function validateAgainstLimit(
  name: string,
  text: string,
  limitText: string | undefined,
  path: string,
): FieldError[] {
  const request = tryParseQuantity(text)
  const limit = limitText === undefined ? undefined : tryParseQuantity(limitText)
  const exact = !isOvercommitAllowed(name)
  if (limit === undefined)
    return exact ? [required(`${path}.limits`, 'Limit must be set for non overcommitable resources')] : []
  if (request === undefined) return []
  const order = compareQuantities(request, limit)
  const at = `${path}.requests`
  if (exact && order !== 0) return [invalidValue(at, text, `must be equal to ${name} limit of ${limitText}`)]
  return order > 0
    ? [invalidValue(at, text, `must be less than or equal to ${name} limit of ${limitText}`)]
    : []
}

function validateHugePages(name: string, text: string, path: string): FieldError[] {
  const quantity = tryParseQuantity(text)
  if (!isHugePages(name) || quantity === undefined || isMultiple(quantity, hugePageSize(name))) return []
  return [invalidValue(path, text, `${text} is not positive integer multiple of ${name}`)]
}

function isMultiple(quantity: Quantity, pageSize: string): boolean {
  const size = tryParseQuantity(pageSize)
  if (size === undefined || size.nanos <= 0n || size.nanos % 1_000_000_000n !== 0n) return false
  return quantityValue(quantity) % quantityValue(size) === 0
}

function isOvercommitAllowed(name: string): boolean {
  return isNative(name) && !isHugePages(name)
}

function isStandard(name: string): boolean {
  return STANDARD_RESOURCES.has(name) || isHugePages(name) || name.startsWith('requests.hugepages-')
}

function validateResourceName(name: string, path: string): FieldError[] {
  const errors = errorsOf(checkQualifiedName(name), path, name)
  if (errors.length > 0 || name.includes('/') || isStandard(name)) return errors
  return [invalidValue(path, name, 'must be a standard resource type or fully qualified')]
}

function validateContainerResource(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path)
  if (!name.includes('/')) {
    if (CONTAINER_RESOURCES.has(name) || isHugePages(name)) return errors
    return [...errors, invalidValue(path, name, 'must be a standard resource for containers')]
  }
  if (isNative(name) || isExtendedResource(name)) return errors
  return [...errors, invalidValue(path, name, "doesn't follow extended resource name standard")]
}

/** The errors of a resource's name where it stands on the level of the pod. */
export function validatePodLevelResource(name: string, path: string): FieldError[] {
  const errors = validateResourceName(name, path)
  if (errors.length > 0 || isPodLevelResource(name)) return errors
  return [notSupported(path, name, ['cpu', 'hugepages-', 'memory'])]
}

function validateClaims(
  claims: readonly CoreResourceClaim[],
  claimNames: ReadonlySet<string>,
  path: string,
): FieldError[] {
  const seen = new Set<string>()
  return claims.flatMap((claim, index) => validateClaim(claim, claimNames, seen, `${path}[${index}]`))
}

function validateClaim(
  { name = '', request = '' }: Partial<CoreResourceClaim>,
  claimNames: ReadonlySet<string>,
  seen: Set<string>,
  path: string,
): FieldError[] {
  if (name === '') return [required(path)]
  const errors: FieldError[] = []
  const key = request === '' ? name : `${name}/${request}`
  if (request !== '' && !seen.has(name)) errors.push(...dnsLabel(request, `${path}.request`))
  const overlaps = request === '' && [...seen].some((each) => each.startsWith(`${name}/`))
  if (seen.has(name)) errors.push(duplicate(path, name))
  else if (seen.has(key) || overlaps) errors.push(duplicate(path, key))
  seen.add(key)
  if (claimNames.has(name)) return errors
  const known = claimNames.size === 0 ? ' which is empty' : `: ${[...claimNames].sort().join(', ')}`
  const detail = `must be one of the names in pod.spec.resourceClaims${known}`
  return [...errors, { ...notFoundField(path, name), detail }]
}
