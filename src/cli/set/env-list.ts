/** `set env --list`: the variables of containers, and where their values come from. Source: kubectl, cmd/set/env/env_resolve.go. */

import { amountInUnits, metadataField } from '../../api/kinds/core/pod/downward-api.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { parseQuantity } from '../../apimachinery/quantity.ts'
import type { Client } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { messageOf } from '../../base/error-message.ts'
import type {
  ConfigMap,
  Container,
  EnvVarSource,
  ResourceFieldSelector,
  Secret,
} from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import type { Output } from '../streams.ts'

/** What values are resolved out of. */
export interface Resolving {
  client: Client
  /** The namespace of config maps and secrets. */
  namespace: string
  object: Unstructured
}

/** Writes the container's variables; values are resolved if there is what to resolve them with. */
export async function listEnvironment(
  kind: string,
  name: string,
  container: Container,
  output: Output,
  resolving: Resolving | undefined,
): Promise<void> {
  output.stdout(`# ${kind} ${name}, container ${container.name}\n`)
  const failed = new Map<string, string[]>()
  for (const { name: variable, value = '', valueFrom } of container.env ?? [])
    try {
      if (valueFrom !== undefined && resolving === undefined)
        output.stdout(`# ${variable} from ${describeSource(valueFrom)}\n`)
      else if (valueFrom === undefined || resolving === undefined) output.stdout(`${variable}=${value}\n`)
      else output.stdout(`${variable}=${await resolveValue(valueFrom, container, resolving)}\n`)
    } catch (error) {
      output.stdout(`# ${variable} from ${describeSource(valueFrom ?? {})}\n`)
      failed.set(messageOf(error), [...(failed.get(messageOf(error)) ?? []), variable])
    }
  const lines = [...failed].map(
    ([message, names]) =>
      `error retrieving reference for ${names.sort(compareStrings).join(', ')}: ${message}\n`,
  )
  for (const line of lines.sort(compareStrings)) output.stderr(line)
}

function describeSource({ configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef }: EnvVarSource): string {
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`
  if (fieldRef) return `field path ${fieldRef.fieldPath}`
  if (!resourceFieldRef) return 'invalid valueFrom'
  const { containerName, resource } = resourceFieldRef
  return `resource field ${containerName ? `${containerName}/` : ''}${resource}`
}

async function resolveValue(
  { secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef }: EnvVarSource,
  container: Container,
  { client, namespace, object }: Resolving,
): Promise<string> {
  if (secretKeyRef) {
    const { name = '', key } = secretKeyRef
    const { data = {} } = (await client.get('Secret', { namespace, name })) as Secret
    if (!Object.hasOwn(data, key)) throw new CliError(`key ${key} not found in secret ${name}`)
    return Buffer.from(data[key] ?? '', 'base64').toString()
  }
  if (configMapKeyRef) {
    const { name = '', key } = configMapKeyRef
    const { data = {} } = (await client.get('ConfigMap', { namespace, name })) as ConfigMap
    if (!Object.hasOwn(data, key)) throw new CliError(`key ${key} not found in config map ${name}`)
    return data[key] ?? ''
  }
  if (fieldRef) return fieldValue(object, fieldRef.fieldPath)
  if (resourceFieldRef) return resourceValue(container, resourceFieldRef)
  throw new CliError('invalid valueFrom')
}

/** The few fields that an object and the pods made from it have in common. */
function fieldValue(object: Unstructured, path: string): string {
  const value = metadataField(object, path)
  if (value === undefined) throw new CliError(`unsupported fieldPath: ${path}`)
  return value
}

const RESOURCE = /^(limits|requests)\.(cpu|memory|ephemeral-storage|hugepages-.*)$/

/** How often the divisor goes into the amount, rounded up. */
function resourceValue({ resources }: Container, { resource, divisor = '0' }: ResourceFieldSelector): string {
  const [, list, name] = RESOURCE.exec(resource) ?? []
  if (list === undefined || name === undefined)
    throw new CliError(`Unsupported container resource : ${resource}`)
  const amount = parseQuantity(resources?.[list as 'limits']?.[name] ?? '0')
  return amountInUnits(name, amount, parseQuantity(divisor))
}
