/** The terms under which pods can be looked up. */
import { controllerOf } from '../../../../apimachinery/object.ts'
import type { Pod, PodSpec } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'
import { awaitedTemplates, resourceClaimNames } from '../../resource/pod-claims.ts'
import { affinityTermKeys, podAffinityTerms } from './affinity-terms.ts'
import { getCondition, isPodTerminal } from './conditions.ts'
import { allContainers } from './containers.ts'
import { replicaWeight } from './replica-weight.ts'
import { podNonzeroRequests, podRequests } from './requests.ts'
import { storageSecret } from './secret-sources.ts'
import { targetNode } from './target-node.ts'

/**
 * - node: pods that take room on a node, weighed with what they take (base units, see podRequests) and
 *   `nonzero-cpu`, `nonzero-memory`, `pods`, and `priority/…` where they have one
 * - assigned: all pods bound to a node, also those that have ended
 * - ended: pods that have run to their end, all under ''
 * - unscheduled: pods that wait for the scheduler of this name
 * - resizing: pods on a node that wait there for room to be resized
 * - nominated: those for which room is held on a node, all under ''
 * - ip, hostport (`node/protocol/port`), claim, configmap, secret (`namespace/name`)
 * - resourceclaim, resourceclaimtemplate (`namespace/name`): the latter as long as a claim is to be made from it
 * - affinity: placed pods by the pods that their affinity may select (affinity-terms.ts)
 * - orphan: pods of a namespace without a controller
 * - daemon: pods of a daemon set for a node (`uid/node`), bound or not
 * - replica: pods of a set (`uid`) that have not ended, weighed with what the set counts (replica-weight.ts)
 * - terminating: pods that have been given time to end, all under ''
 */
export function podIndexes(pod: Pod): IndexEntry[] {
  const { metadata, spec, status } = pod
  const { namespace = '' } = metadata
  const entries: IndexEntry[] = placeEntries(pod)
  entries.push(...ownerEntries(pod))
  if ((metadata.deletionGracePeriodSeconds ?? 0) > 0) entries.push(['terminating', ''])
  for (const { ip } of status?.podIPs ?? []) entries.push(['ip', ip])
  if (spec === undefined) return entries
  for (const name of claimNames(pod, spec)) entries.push(['claim', `${namespace}/${name}`])
  if (spec.resourceClaims !== undefined) entries.push(...deviceEntries(pod, namespace))
  const { configMaps, secrets } = references(spec)
  for (const name of configMaps) entries.push(['configmap', `${namespace}/${name}`])
  for (const name of secrets) entries.push(['secret', `${namespace}/${name}`])
  return entries
}

function deviceEntries(pod: Pod, namespace: string): IndexEntry[] {
  const entry = (index: string) => (name: string) => [index, `${namespace}/${name}`] satisfies IndexEntry
  return [
    ...[...resourceClaimNames(pod)].map(entry('resourceclaim')),
    ...[...awaitedTemplates(pod)].map(entry('resourceclaimtemplate')),
  ]
}

/** Kinds that count their pods by their sums. */
const COUNTING = new Set(['ReplicaSet', 'ReplicationController'])

function ownerEntries(pod: Pod): IndexEntry[] {
  const owner = controllerOf(pod)
  if (owner === undefined) return [['orphan', pod.metadata.namespace ?? '']]
  if (COUNTING.has(owner.kind)) return isPodTerminal(pod) ? [] : [['replica', owner.uid, replicaWeight(pod)]]
  const node = owner.kind === 'DaemonSet' ? targetNode(pod) : undefined
  return node === undefined ? [] : [['daemon', `${owner.uid}/${node}`]]
}

/** All under one term, counted. */
const ENDED: IndexEntry = ['ended', '', {}]

function placeEntries(pod: Pod): IndexEntry[] {
  const { nodeName, schedulerName = 'default-scheduler' } = pod.spec ?? {}
  const ended = isPodTerminal(pod)
  if (!nodeName) return ended ? [ENDED] : waitingEntries(pod, schedulerName)
  const entries: IndexEntry[] = [['assigned', nodeName]]
  if (ended) return [...entries, ENDED]
  entries.push(['node', nodeName, podWeight(pod)])
  if (getCondition(pod, 'PodResizePending')) entries.push(['resizing', nodeName])
  for (const term of new Set(hostPortTerms(nodeName, pod.spec))) entries.push(['hostport', term])
  for (const key of affinityKeys(pod)) entries.push(['affinity', key])
  return entries
}

function waitingEntries({ status }: Pod, schedulerName: string): IndexEntry[] {
  const entries: IndexEntry[] = [['unscheduled', schedulerName]]
  return status?.nominatedNodeName ? [...entries, ['nominated', '']] : entries
}

function affinityKeys(pod: Pod): Set<string> {
  const { namespace = '' } = pod.metadata
  return new Set(podAffinityTerms(pod).flatMap((term) => affinityTermKeys(term, namespace)))
}

/** Begins the names of the weights that count the pods of a priority. */
export const PRIORITY_PREFIX = 'priority/'

/** What the pod adds to the sums of its node. Pods of priority 0 are those that no other weight counts. */
export function podWeight(pod: Pod): Readonly<Record<string, number>> {
  const { cpu = 0, memory = 0 } = podNonzeroRequests(pod)
  const { priority = 0 } = pod.spec ?? {}
  return {
    ...podRequests(pod),
    pods: 1,
    'nonzero-cpu': cpu,
    'nonzero-memory': memory,
    ...(priority !== 0 && { [`${PRIORITY_PREFIX}${priority}`]: 1 }),
  }
}

function hostPortTerms(node: string, spec: PodSpec | undefined): string[] {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  return containers.flatMap(({ ports = [] }) =>
    ports
      .filter(({ hostPort = 0 }) => hostPort > 0)
      .map(({ hostPort, protocol = 'TCP' }) => `${node}/${protocol}/${hostPort}`),
  )
}

/** The claims that a pod's volumes use; those of ephemeral volumes are named after the pod. */
export function claimNames({ metadata }: Pod, spec: PodSpec): Set<string> {
  const names = new Set<string>()
  for (const { name, persistentVolumeClaim, ephemeral } of spec.volumes ?? []) {
    if (persistentVolumeClaim) names.add(persistentVolumeClaim.claimName)
    if (ephemeral) names.add(`${metadata.name}-${name}`)
  }
  return names
}

/** Names out of a spec. */
export interface References {
  configMaps: Set<string>
  secrets: Set<string>
}

/** The names of all config maps and secrets that a pod's spec mentions. */
export function references(spec: PodSpec): References {
  const found: References = { configMaps: new Set(), secrets: new Set() }
  for (const volume of spec.volumes ?? []) {
    add(found.configMaps, volume.configMap?.name)
    add(found.secrets, volume.secret?.secretName)
    add(found.secrets, storageSecret(volume))
    for (const { configMap, secret } of volume.projected?.sources ?? []) {
      add(found.configMaps, configMap?.name)
      add(found.secrets, secret?.name)
    }
  }
  for (const { env = [], envFrom = [] } of allContainers(spec)) {
    for (const { valueFrom } of env) {
      add(found.configMaps, valueFrom?.configMapKeyRef?.name)
      add(found.secrets, valueFrom?.secretKeyRef?.name)
    }
    for (const { configMapRef, secretRef } of envFrom) {
      add(found.configMaps, configMapRef?.name)
      add(found.secrets, secretRef?.name)
    }
  }
  for (const { name } of spec.imagePullSecrets ?? []) add(found.secrets, name)
  return found
}

function add(names: Set<string>, name: string | undefined): void {
  if (name) names.add(name)
}
