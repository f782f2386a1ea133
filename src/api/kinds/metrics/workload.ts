/** The workload that a pod belongs to: its outermost controller, and what that controls. */
import {
  controllerOf,
  type KubeObject,
  type NamespacedName,
  parseApiVersion,
} from '../../../apimachinery/object.ts'
import type { Pod } from '../../../generated/types.ts'
import type { ObjectReader } from '../../describe-context.ts'
import { kindName } from '../../kind-name.ts'
import { isPodReady } from '../core/pod/conditions.ts'

/** Controllers between a pod and its workload at most: a CronJob's Job, a Deployment's ReplicaSet. */
const DEPTH = 3

/** The outermost controller of an object that can be found; the object itself where nothing controls it. */
export async function outermostController(object: KubeObject, client: ObjectReader): Promise<KubeObject> {
  let top = object
  for (let depth = 0; depth < DEPTH; depth++) {
    const reference = controllerOf(top)
    if (reference === undefined) return top
    const { kind, apiVersion, uid } = reference
    const name = { namespace: object.metadata.namespace ?? '', name: reference.name }
    const owner = await findIfKnown(
      kindName({ kind, group: parseApiVersion(apiVersion).group }),
      name,
      client,
    )
    if (owner?.metadata.uid !== uid) return top
    top = owner
  }
  return top
}

/** Undefined too where nobody knows the kind. */
async function findIfKnown(
  kind: string,
  name: NamespacedName,
  client: ObjectReader,
): Promise<KubeObject | undefined> {
  try {
    return await client.find(kind, name)
  } catch {
    return undefined
  }
}

/** How many of the pods that the object controls, itself or by what it controls, are ready and stay. */
export async function countReadyPods(controller: KubeObject, client: ObjectReader): Promise<number> {
  if (controller.kind === 'Pod') return isServing(controller as Pod) ? 1 : 0
  const dependents = await client.dependents(controller.metadata.uid ?? '')
  const controlled = dependents.filter((each) => controllerOf(each)?.uid === controller.metadata.uid)
  const counts = await Promise.all(controlled.map((each) => countReadyPods(each, client)))
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Whether the pod takes its part of the load. */
export function isServing(pod: Pod): boolean {
  return isPodReady(pod) && pod.metadata.deletionTimestamp === undefined
}
