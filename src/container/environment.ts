/** The variables of a container's environment (kubelet_pods.go, makeEnvironmentVariables). */
import type { Container, EnvFromSource, EnvVar, FileKeySelector, Node, Pod } from '../generated/types.ts'
import { podField, resourceField } from './downward.ts'
import { readEnvFile } from './env-file.ts'
import { expand } from './expand.ts'
import { ConfigurationError, type Keyed, type Sources } from './sources.ts'

/** What an environment is made of. */
export interface EnvironmentContext {
  pod: Pod
  node: Node | undefined
  sources: Sources
  /** Where the services are; empty without them. */
  services: ReadonlyMap<string, string>
  files: VolumeTexts
}

/** The text of a file of a volume that the pod's containers write; undefined where there is no such file. */
export type VolumeTexts = (volume: string, path: string) => string | undefined

/**
 * What the manifest says: the variables of whole objects first, then the container's own, which win; those of services
 * last, where nothing else has the name. Throws ConfigurationError for what is missing.
 */
export function environmentOf(container: Container, context: EnvironmentContext): Map<string, string> {
  const variables = new Map<string, string>()
  for (const source of container.envFrom ?? []) addAll(variables, source, context)
  const known = (name: string) => variables.get(name) ?? context.services.get(name)
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, container, known, context)
    if (value !== undefined) variables.set(variable.name, value)
  }
  for (const [name, value] of context.services) if (!variables.has(name)) variables.set(name, value)
  return variables
}

function addAll(
  variables: Map<string, string>,
  { prefix = '', configMapRef, secretRef }: EnvFromSource,
  { sources }: EnvironmentContext,
): void {
  const values = configMapRef
    ? find('configmap', configMapRef, sources.configMap)
    : secretRef && find('secret', secretRef, sources.secret)
  for (const [key, value] of values ?? []) variables.set(prefix + key, value.toString())
}

/** The value; undefined if the variable is not to be set. */
function variableValue(
  { value = '', valueFrom }: EnvVar,
  container: Container,
  known: (name: string) => string | undefined,
  { pod, node, sources, files }: EnvironmentContext,
): string | undefined {
  if (value !== '' || !valueFrom) return expand(value, known)
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom
  if (fieldRef) return podField(pod, fieldRef.fieldPath)
  if (resourceFieldRef) {
    const { containerName } = resourceFieldRef
    const other = pod.spec?.containers.find(({ name }) => name === containerName)
    return resourceField(resourceFieldRef, other ?? container, node)
  }
  if (configMapKeyRef)
    return pick('ConfigMap', configMapKeyRef, find('configmap', configMapKeyRef, sources.configMap), pod)
  if (secretKeyRef) return pick('Secret', secretKeyRef, find('secret', secretKeyRef, sources.secret), pod)
  return fileKeyRef && fileValue(fileKeyRef, files, pod)
}

/** Where the kubelet keeps what pods have. */
const POD_FOLDER = '/var/lib/kubelet/pods'

function fileValue(
  { volumeName = '', path = '', key = '', optional }: Partial<FileKeySelector>,
  files: VolumeTexts,
  { metadata }: Pod,
): string | undefined {
  const text = files(volumeName, path)
  if (text === undefined && optional) return undefined
  const value = text === undefined ? undefined : readEnvFile(text, key)
  if (value === undefined) throw new ConfigurationError("couldn't parse env file")
  if (value !== '') return value
  if (optional) return undefined
  const place = `${POD_FOLDER}/${metadata.uid}/volumes/kubernetes.io~empty-dir/${volumeName}/${path}`
  throw new ConfigurationError(`environment variable key "${key}" not found in file "${place}"`)
}

interface Reference {
  name?: string
  optional?: boolean
}

function find(
  kind: string,
  { name = '', optional }: Reference,
  read: (name: string) => Keyed | undefined,
): Keyed | undefined {
  const found = read(name)
  if (found === undefined && !optional) throw new ConfigurationError(`${kind} "${name}" not found`)
  return found
}

function pick(
  kind: string,
  { name, key, optional }: Reference & { key: string },
  values: Keyed | undefined,
  { metadata }: Pod,
): string | undefined {
  const value = values?.get(key)
  if (value === undefined && !optional)
    throw new ConfigurationError(`couldn't find key ${key} in ${kind} ${metadata.namespace}/${name}`)
  return value?.toString()
}
