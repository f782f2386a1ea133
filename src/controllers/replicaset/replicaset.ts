/** The controllers that keep a number of equal pods: of ReplicaSets and of ReplicationControllers. */
import { isPodReady } from '../../api/kinds/core/pod/conditions.ts'
import { selectorTerms } from '../../api/kinds/core/pod-template/selector-index.ts'
import {
  matchesLabels,
  selectorFromLabelSelector,
  selectorFromLabels,
} from '../../apimachinery/label-selector.ts'
import { controllerOf, type KubeObject } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod, ReplicaSet, ReplicationController } from '../../generated/types.ts'
import { defineController, keyOf, type ReconcileContext, type Watch } from '../../runtime/reconciler.ts'
import { isActive, isTerminating, readySince } from '../pod-state.ts'
import { type ReplicaKind, reconcileReplicas } from './replicas.ts'

const replicaSets: ReplicaKind = {
  kind: 'ReplicaSet',
  selector: (owner) => selectorFromLabelSelector((owner as ReplicaSet).spec?.selector),
  countTerminating: true,
}

const replicationControllers: ReplicaKind = {
  kind: 'ReplicationController',
  selector: (owner) => selectorFromLabels((owner as ReplicationController).spec?.selector),
  countTerminating: false,
}

/** Keeps as many pods as a ReplicaSet asks for. */
export const replicasetController = defineController({
  name: 'replicaset-controller',
  for: 'ReplicaSet',
  watches: [podWatch(replicaSets)],
  async reconcile(replicaSet, _name, context) {
    return replicaSet && reconcileReplicas(replicaSets, replicaSet, context)
  },
})

/** Keeps as many pods as a ReplicationController asks for. */
export const replicationController = defineController({
  name: 'replication-controller',
  for: 'ReplicationController',
  watches: [podWatch(replicationControllers)],
  async reconcile(controller, _name, context) {
    return controller && reconcileReplicas(replicationControllers, controller, context)
  },
})

/** A pod concerns the owner that controls it; without one, every owner that selects it, for it may be adopted. */
function podWatch(replicaKind: ReplicaKind): Watch {
  return {
    kind: 'Pod',
    async keys({ type, object, previous }, context) {
      const pod = object as Pod
      if (type === 'modified' && previous !== undefined && isSameReplica(previous as Pod, pod)) return []
      const keys = new Set<string>()
      for (const state of [pod, previous ?? pod]) {
        const owner = controllerOf(state)
        if (owner?.kind === replicaKind.kind) keys.add(`${pod.metadata.namespace ?? ''}/${owner.name}`)
      }
      if (type === 'deleted' || controllerOf(pod) !== undefined) return keys
      for (const key of await adopters(replicaKind, pod, context)) keys.add(key)
      return keys
    },
  }
}

/** Nothing has changed that counts here: most changes of a pod's status do not. */
function isSameReplica(before: Pod, after: Pod): boolean {
  return (
    isActive(before) === isActive(after) &&
    isTerminating(before) === isTerminating(after) &&
    isPodReady(before) === isPodReady(after) &&
    readySince(before) === readySince(after) &&
    controllerOf(before)?.uid === controllerOf(after)?.uid &&
    deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

async function adopters(replicaKind: ReplicaKind, pod: Pod, { client }: ReconcileContext): Promise<string[]> {
  const lookups = selectorTerms(pod).map((term) => client.lookup(replicaKind.kind, 'selector', term))
  const owners = (await Promise.all(lookups)).flat()
  return owners.filter((owner) => selects(replicaKind, owner, pod)).map(keyOf)
}

function selects(
  replicaKind: ReplicaKind,
  owner: ReplicaSet | ReplicationController,
  pod: KubeObject,
): boolean {
  return matchesLabels(replicaKind.selector(owner), pod.metadata.labels)
}
