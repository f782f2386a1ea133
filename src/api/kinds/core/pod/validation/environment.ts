/** Validation of environment variables and of references to fields (pkg/apis/core/validation). */
import {
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { checkConfigMapKey, checkEnvVarName } from '../../../../../apimachinery/names.ts'
import { formatQuantity, tryParseQuantity } from '../../../../../apimachinery/quantity.ts'
import type {
  EnvFromSource,
  EnvVar,
  ObjectFieldSelector,
  ResourceFieldSelector,
} from '../../../../../generated/types.ts'
import { dnsSubdomain, errorsOf, present, qualifiedName } from './fields.ts'
import { unreservedPath } from './paths.ts'

/** Fields of the pod that an environment variable may hold. */
const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
/** Fields of the pod that a file may hold. */
export const VOLUME_FIELDS: readonly string[] = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]
const FIELD_LABELS = new Set([
  ...ENV_FIELDS,
  ...VOLUME_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
  'spec.host',
])
const CONTAINER_RESOURCES = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]
const BYTE_DIVISORS = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'

/** The errors of a container's `env`. */
export function validateEnv(env: readonly EnvVar[] | undefined, path: string): FieldError[] {
  return (env ?? []).flatMap((variable, index) => {
    const at = `${path}[${index}]`
    const { name = '' } = variable
    const naming =
      name === '' ? [required(`${at}.name`)] : errorsOf(checkEnvVarName(name), `${at}.name`, name)
    return [...naming, ...validateValueFrom(variable, `${at}.valueFrom`)]
  })
}

function validateValueFrom({ value = '', valueFrom }: EnvVar, path: string): FieldError[] {
  if (valueFrom === undefined) return []
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom
  const errors: FieldError[] = []
  if (fieldRef) errors.push(...validateFieldRef(fieldRef, ENV_FIELDS, `${path}.fieldRef`))
  if (resourceFieldRef)
    errors.push(...validateResourceFieldRef(resourceFieldRef, `${path}.resourceFieldRef`, false))
  if (configMapKeyRef) errors.push(...validateKeyRef(configMapKeyRef, `${path}.configMapKeyRef`))
  if (secretKeyRef) errors.push(...validateKeyRef(secretKeyRef, `${path}.secretKeyRef`))
  if (fileKeyRef) errors.push(...validateFileKeyRef(fileKeyRef, `${path}.fileKeyRef`))
  const count = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length
  return [...errors, ...validateSourceCount(count, value, path)]
}

function validateSourceCount(count: number, value: string, path: string): FieldError[] {
  const sources = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
  if (count === 0) return [invalidValue(path, '', `must specify one of: ${sources}`)]
  if (value !== '') return [invalidValue(path, '', 'may not be specified when `value` is not empty')]
  return count > 1 ? [invalidValue(path, '', 'may not have more than one field specified at a time')] : []
}

function validateKeyRef(
  { name = '', key = '' }: { name?: string; key?: string },
  path: string,
): FieldError[] {
  const keys = key === '' ? [required(`${path}.key`)] : errorsOf(checkConfigMapKey(key), `${path}.key`, key)
  return [...dnsSubdomain(name, `${path}.name`), ...keys]
}

function validateFileKeyRef(
  { volumeName, path: file, key }: { volumeName?: string; path?: string; key?: string },
  path: string,
): FieldError[] {
  return [
    ...present(key, `${path}.key`),
    ...(key ? errorsOf(checkEnvVarName(key), `${path}.key`, key) : []),
    ...present(volumeName, `${path}.volumeName`),
    ...(file ? unreservedPath(file, `${path}.path`) : [required(`${path}.path`)]),
  ]
}

/** The errors of a reference to a field of the pod; `allowed` in the order in which messages list them. */
export function validateFieldRef(
  { apiVersion = '', fieldPath = '' }: Partial<ObjectFieldSelector>,
  allowed: readonly string[],
  path: string,
): FieldError[] {
  if (apiVersion === '') return [required(`${path}.apiVersion`)]
  if (fieldPath === '') return [required(`${path}.fieldPath`)]
  const subscript = /^([^[\]]+)\['(.*)'\]$/.exec(fieldPath)
  const field = subscript?.[1] ?? (fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath)
  const unknown = unknownField(apiVersion, fieldPath, subscript?.[1])
  if (unknown !== undefined)
    return [invalidValue(`${path}.fieldPath`, fieldPath, `error converting fieldPath: ${unknown}`)]
  if (subscript === null)
    return allowed.includes(field) ? [] : [notSupported(`${path}.fieldPath`, field, allowed)]
  const key = subscript[2] ?? ''
  return qualifiedName(field === 'metadata.annotations' ? key.toLowerCase() : key, path)
}

function unknownField(
  apiVersion: string,
  fieldPath: string,
  subscripted: string | undefined,
): string | undefined {
  if (apiVersion !== 'v1') return `unsupported pod version: ${apiVersion}`
  if (subscripted === 'metadata.labels' || subscripted === 'metadata.annotations') return undefined
  if (subscripted !== undefined) return `field label does not support subscript: ${fieldPath}`
  return FIELD_LABELS.has(fieldPath) ? undefined : `field label not supported: ${fieldPath}`
}

/** The errors of a reference to a limit or request of a container, which a volume must name. */
export function validateResourceFieldRef(
  { containerName = '', resource = '', divisor }: Partial<ResourceFieldSelector>,
  path: string,
  inVolume: boolean,
): FieldError[] {
  const errors: FieldError[] = []
  if (inVolume && containerName === '') errors.push(required(`${path}.containerName`))
  else if (resource === '') errors.push(required(`${path}.resource`))
  else if (!CONTAINER_RESOURCES.includes(resource) && !isHugePages(resource))
    errors.push(notSupported(`${path}.resource`, resource, CONTAINER_RESOURCES))
  return [...errors, ...validateDivisor(resource, divisor, path)]
}

function isHugePages(resource: string): boolean {
  return /^(requests|limits)\.hugepages-/.test(resource)
}

function validateDivisor(resource: string, divisor: string | undefined, path: string): FieldError[] {
  const quantity = divisor === undefined ? undefined : tryParseQuantity(divisor)
  if (quantity === undefined || quantity.nanos === 0n) return []
  const [allowed, what] = divisorsOf(resource)
  if (allowed === '' || allowed.split(', ').includes(formatQuantity(quantity))) return []
  const list = allowed === '1m, 1' ? '1m and 1' : allowed
  return [
    invalidValue(
      `${path}.divisor`,
      resource,
      `only divisor's values ${list} are supported with the ${what} resource`,
    ),
  ]
}

function divisorsOf(resource: string): [allowed: string, what: string] {
  if (isHugePages(resource)) return [BYTE_DIVISORS, 'hugepages']
  if (resource.endsWith('.cpu')) return ['1m, 1', 'cpu']
  if (resource.endsWith('.memory')) return [BYTE_DIVISORS, 'memory']
  return resource.endsWith('.ephemeral-storage') ? [BYTE_DIVISORS, 'local ephemeral storage'] : ['', '']
}

/** The errors of a container's `envFrom`. */
export function validateEnvFrom(sources: readonly EnvFromSource[] | undefined, path: string): FieldError[] {
  return (sources ?? []).flatMap((source, index) => validateEnvFromSource(source, path, `${path}[${index}]`))
}

function validateEnvFromSource(
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
  list: string,
  path: string,
): FieldError[] {
  const errors = prefix === '' ? [] : errorsOf(checkEnvVarName(prefix), `${path}.prefix`, prefix)
  if (configMapRef) errors.push(...validateName(configMapRef.name, `${path}.configMapRef.name`))
  if (secretRef) errors.push(...validateName(secretRef.name, `${path}.secretRef.name`))
  if (!configMapRef && !secretRef)
    errors.push(invalidValue(list, '', 'must specify one of: `configMapRef` or `secretRef`'))
  if (configMapRef && secretRef)
    errors.push(invalidValue(list, '', 'may not have more than one field specified at a time'))
  return errors
}

/** Trailing dashes pass, as upstream, which checks the name as if it were a prefix. */
function validateName(name = '', path: string): FieldError[] {
  if (name === '') return [required(path)]
  return dnsSubdomain(name.replace(/.-$/, 'a'), path).map((error) => ({ ...error, badValue: name }))
}
