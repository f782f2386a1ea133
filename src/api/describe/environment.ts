/** Environment variables of a container in a description. */
import { tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Container, EnvFromSource, EnvVar, Pod, ResourceFieldSelector } from '../../generated/types.ts'
import { amountInUnits, metadataField } from '../kinds/core/pod/downward-api.ts'
import type { DescribeWriter } from './writer.ts'

/** `Environment Variables from:`, if any, and `Environment:`. Without a pod, its fields have no values. */
export function writeEnvironment(writer: DescribeWriter, container: Container, pod: Pod | undefined): void {
  const { env = [], envFrom = [] } = container
  if (envFrom.length > 0) writer.line(2, 'Environment Variables from:')
  for (const source of envFrom) writer.line(3, envFromRow(source))
  writer.line(2, env.length === 0 ? 'Environment:\t<none>' : 'Environment:')
  for (const variable of env) writeVariable(writer, variable, container, pod)
}

function envFromRow({ configMapRef, secretRef, prefix = '' }: EnvFromSource): string {
  const source = configMapRef ?? secretRef
  const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : ''
  const from = prefix === '' ? kind : `${kind} with prefix '${prefix}'`
  return `${source?.name ?? ''}\t${from}\tOptional: ${source?.optional === true}`
}

function writeVariable(
  writer: DescribeWriter,
  variable: EnvVar,
  container: Container,
  pod: Pod | undefined,
): void {
  const { name, value = '', valueFrom } = variable
  if (valueFrom === undefined) {
    value.split('\n').forEach((line, index) => {
      writer.line(3, index === 0 ? `${name}:\t${line}` : `\t${line}`)
    })
    return
  }
  const row = sourceRow(valueFrom, container, pod)
  if (row !== undefined) writer.line(3, `${name}:\t${row}`)
}

function sourceRow(
  { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef }: NonNullable<EnvVar['valueFrom']>,
  container: Container,
  pod: Pod | undefined,
): string | undefined {
  if (fieldRef) {
    // Like kubectl, which looks nowhere else: `status.podIP` and others stay empty.
    const value = pod && metadataField(pod, fieldRef.fieldPath)
    return `${value ?? ''} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`
  }
  if (resourceFieldRef) return `${resourceField(resourceFieldRef, container)} (${resourceFieldRef.resource})`
  if (secretKeyRef)
    return `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${secretKeyRef.optional === true}`
  if (configMapKeyRef)
    return `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${configMapKeyRef.optional === true}`
  return undefined
}

/** The container's own limit or request in units of the divisor, rounded up. */
function resourceField({ resource, divisor = '0' }: ResourceFieldSelector, container: Container): string {
  const [list = '', ...rest] = resource.split('.')
  const name = rest.join('.')
  const amounts = list === 'limits' ? container.resources?.limits : container.resources?.requests
  const amount = tryParseQuantity(amounts?.[name] ?? '0')
  const unit = tryParseQuantity(divisor)
  if (amount === undefined || unit === undefined) return ''
  if (amount.nanos === 0n && list === 'limits' && (name === 'cpu' || name === 'memory'))
    return 'node allocatable'
  return amountInUnits(name, amount, unit)
}
