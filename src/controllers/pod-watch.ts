/** Which owners a change of a pod concerns: the one that controls it, or those that may adopt it. */
import { isPodReady } from '../api/kinds/core/pod/conditions.ts'
import { selectorTerms } from '../api/kinds/core/pod-template/selector-index.ts'
import { matchesLabels, type Selector } from '../apimachinery/label-selector.ts'
import { controllerOf, type KubeObject } from '../apimachinery/object.ts'
import type { Client, KindName } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { Pod } from '../generated/types.ts'
import { keyOf, type Watch } from '../runtime/reconciler.ts'
import { isActive, isTerminating, readySince } from './pod-state.ts'

/** A kind that makes pods and adopts those that its selector selects. It must have the index 'selector'. */
export interface PodOwnerKind {
  kind: KindName
  /** The selector of one of its objects. */
  selector(owner: KubeObject): Selector
  /** What else of a pod the owner counts, beyond what all owners do. */
  counts?(pod: Pod): string
}

/** A pod concerns the owner that controls it; without one, every owner that selects it, for it may be adopted. */
export function watchPods(ownerKind: PodOwnerKind): Watch {
  return {
    kind: 'Pod',
    keys({ type, object, previous }, context) {
      const pod = object as Pod
      if (isOfOthers(ownerKind.kind, pod) && (previous === undefined || isOfOthers(ownerKind.kind, previous)))
        return []
      if (type === 'modified' && previous !== undefined && isSame(ownerKind, previous as Pod, pod)) return []
      const keys = new Set<string>()
      for (const state of [pod, previous ?? pod]) {
        const owner = controllerOf(state)
        if (owner?.kind === ownerKind.kind) keys.add(`${pod.metadata.namespace ?? ''}/${owner.name}`)
      }
      if (type === 'deleted' || controllerOf(pod) !== undefined) return keys
      return adopters(ownerKind, pod, context.client).then((found) => [...keys, ...found])
    },
  }
}

/** Whether it is in the hands of an owner of another kind: most pods are, for most kinds. */
export function isOfOthers(kind: KindName, object: KubeObject): boolean {
  const owner = controllerOf(object)
  return owner !== undefined && owner.kind !== kind
}

/** Nothing has changed that counts here: most changes of a pod's status do not. */
function isSame({ counts }: PodOwnerKind, before: Pod, after: Pod): boolean {
  return (
    counts?.(before) === counts?.(after) &&
    isActive(before) === isActive(after) &&
    isTerminating(before) === isTerminating(after) &&
    isPodReady(before) === isPodReady(after) &&
    readySince(before) === readySince(after) &&
    controllerOf(before)?.uid === controllerOf(after)?.uid &&
    deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

/** The keys of the owners that select an object by its labels: without a controller it may be adopted. */
export async function adopters(
  ownerKind: PodOwnerKind,
  object: KubeObject,
  client: Client,
): Promise<string[]> {
  const lookups = selectorTerms(object).map((term) => client.lookup(ownerKind.kind, 'selector', term))
  const owners: KubeObject[] = (await Promise.all(lookups)).flat()
  return owners.filter((owner) => matchesLabels(ownerKind.selector(owner), object.metadata.labels)).map(keyOf)
}
