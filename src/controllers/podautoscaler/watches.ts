/** Which changes concern which autoscalers. */
import { BEHAVIOUR_PREFIX } from '../../api/behaviour/definition.ts'
import { isKubeletStopped } from '../../api/behaviour/node.ts'
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { controllerOf, type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { HorizontalPodAutoscaler, Node, Pod } from '../../generated/types.ts'
import { type Change, keyOf, type ReconcileContext, type Watch } from '../../runtime/reconciler.ts'

/** Workloads that tell by their own status what becomes of their pods. */
const WORKLOADS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'] as const

/** The watches of the autoscaler's controller. */
export const autoscalerWatches: readonly Watch[] = [
  { kind: 'HorizontalPodAutoscaler', keys: ofAutoscaler },
  ...WORKLOADS.map((kind): Watch => ({ kind, keys: ({ object }, context) => ofTarget(object, context) })),
  { kind: '*', keys: ({ object }, context) => (isCustom(object) ? ofTarget(object, context) : []) },
  { kind: 'Pod', keys: ofPod },
  { kind: 'Node', keys: ofNode },
]

/** What the controller itself writes, the status, is no news. Another autoscaler may contend for the same pods. */
async function ofAutoscaler({ object, previous }: Change, { client }: ReconcileContext): Promise<string[]> {
  const [after, before] = [object as HorizontalPodAutoscaler, previous as HorizontalPodAutoscaler | undefined]
  const isNews = before === undefined || before === after || !deepEqual(before.spec, after.spec)
  if (!isNews) return []
  const others = await client.lookup('HorizontalPodAutoscaler', 'namespace', object.metadata.namespace ?? '')
  return [keyOf(object), ...others.map(keyOf)]
}

async function ofTarget({ kind, metadata }: KubeObject, { client }: ReconcileContext): Promise<string[]> {
  const term = `${metadata.namespace ?? ''}/${kind}/${metadata.name}`
  return (await client.lookup('HorizontalPodAutoscaler', 'target', term)).map(keyOf)
}

/** Groups of custom kinds have a dot, and are not Kubernetes' own. */
function isCustom({ apiVersion }: KubeObject): boolean {
  const { group } = parseApiVersion(apiVersion)
  return group.includes('.') && !group.endsWith('.k8s.io')
}

/**
 * Most changes of pods are told by the status of their workload, which costs nothing here. Of its pods only what that
 * does not tell counts: their usage and their requests. Others count with all that matters to a metric.
 */
function ofPod(
  { type, object, previous }: Change,
  { client }: ReconcileContext,
): string[] | Promise<string[]> {
  const [after, before] = [object as Pod, previous as Pod | undefined]
  const isTold = WORKLOADS.some((kind) => kind === controllerOf(after)?.kind)
  if (isTold && (type !== 'modified' || before === undefined)) return []
  if (type === 'modified' && before !== undefined && !isUsageNews(before, after))
    if (isTold || !isReadinessNews(before, after)) return []
  return inNamespace(after.metadata.namespace ?? '', client)
}

async function inNamespace(namespace: string, client: ReconcileContext['client']): Promise<string[]> {
  return (await client.lookup('HorizontalPodAutoscaler', 'namespace', namespace)).map(keyOf)
}

function isUsageNews(before: Pod, after: Pod): boolean {
  if (
    before.spec?.nodeName === after.spec?.nodeName &&
    before.metadata.generation !== after.metadata.generation
  )
    return true
  const usage = usageAnnotations(after)
  if (!deepEqual(usageAnnotations(before), usage)) return true
  return usage.length > 0 && !deepEqual(starts(before), starts(after))
}

function usageAnnotations({ metadata }: Pod): [string, string][] {
  return Object.entries(metadata.annotations ?? {}).filter(([key]) => key.startsWith(BEHAVIOUR_PREFIX))
}

/** When each running container started: its curves begin there. */
function starts({ status }: Pod): unknown[] {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return statuses.map(({ name, state }) => [name, state?.running?.startedAt ?? ''])
}

function isReadinessNews(before: Pod, after: Pod): boolean {
  return (
    isPodReady(before) !== isPodReady(after) ||
    before.status?.phase !== after.status?.phase ||
    before.metadata.deletionTimestamp !== after.metadata.deletionTimestamp ||
    !deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

/** The pods of a node that does not answer cannot be measured. */
async function ofNode({ object, previous }: Change, { client }: ReconcileContext): Promise<string[]> {
  if (previous === undefined || isKubeletStopped(object as Node) === isKubeletStopped(previous as Node))
    return []
  const pods = await client.lookup('Pod', 'assigned', object.metadata.name ?? '')
  const namespaces = [...new Set(pods.map(({ metadata }) => metadata.namespace ?? ''))]
  const keys = await Promise.all(namespaces.map((namespace) => inNamespace(namespace, client)))
  return keys.flat()
}
