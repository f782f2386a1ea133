/** The controllers that keep a number of equal pods: of ReplicaSets and of ReplicationControllers. */
import { selectorFromLabelSelector, selectorFromLabels } from '../../apimachinery/label-selector.ts'
import type { ReplicaSet, ReplicationController } from '../../generated/types.ts'
import { defineController } from '../../runtime/reconciler.ts'
import { watchPods } from '../pod-watch.ts'
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
  watches: [watchPods(replicaSets)],
  async reconcile(replicaSet, _name, context) {
    return replicaSet && reconcileReplicas(replicaSets, replicaSet, context)
  },
})

/** Keeps as many pods as a ReplicationController asks for. */
export const replicationController = defineController({
  name: 'replication-controller',
  for: 'ReplicationController',
  watches: [watchPods(replicationControllers)],
  async reconcile(controller, _name, context) {
    return controller && reconcileReplicas(replicationControllers, controller, context)
  },
})
