/** The list of all controllers. To add one, write its file and add a line here. */
import type { Registry } from '../api/registry.ts'
import type { EventStore } from '../apiserver/events.ts'
import type { Reconciler } from '../runtime/reconciler.ts'
import { apiRegistrationController } from './api-registration.ts'
import { certificateApprover } from './certificates/approver.ts'
import { certificateCleaner } from './certificates/cleaner.ts'
import { certificateSigner } from './certificates/signer.ts'
import { clusterRoleAggregationController } from './clusterrole-aggregation.ts'
import { cronJobController } from './cronjob/cronjob.ts'
import { customResourceDefinitionController, namingController } from './custom-resource-definition.ts'
import { createDaemonSetController } from './daemonset/daemonset.ts'
import { deploymentController } from './deployment/deployment.ts'
import { createDisruptionController } from './disruption/disruption.ts'
import { stalePodDisruption } from './disruption/stale-condition.ts'
import { apiServerEndpoints } from './endpoints/apiserver-endpoints.ts'
import { createEndpointsController } from './endpoints/endpoints.ts'
import { createEndpointSliceController } from './endpoints/endpointslice.ts'
import { endpointSliceMirroringController } from './endpoints/endpointslicemirroring.ts'
import { createEventTtlController } from './event-ttl.ts'
import { flowSchemaController } from './flow-schema.ts'
import { createGarbageCollector } from './garbage-collector/garbage-collector.ts'
import { ingressController } from './ingress/ingress.ts'
import { jobController } from './job/job.ts'
import { jobOrphanPodController } from './job/orphan-pods.ts'
import { createNamespaceController } from './namespace.ts'
import { nodeIpamController } from './node-ipam.ts'
import { nodeLifecycleController } from './node-lifecycle/node-lifecycle.ts'
import { createPodGarbageCollector } from './pod-garbage-collector.ts'
import { createHorizontalPodAutoscaler } from './podautoscaler/podautoscaler.ts'
import { createPolicyStatusController } from './policy-status.ts'
import { replicasetController, replicationController } from './replicaset/replicaset.ts'
import { claimReleaseController } from './resourceclaim/claim-release.ts'
import { podClaimController } from './resourceclaim/pod-claims.ts'
import { createResourceQuotaController } from './resourcequota.ts'
import { rootCaPublisher } from './root-ca-publisher.ts'
import { serviceController } from './service/load-balancer.ts'
import { serviceCidrController } from './service/service-cidr.ts'
import { serviceAccountController } from './serviceaccount.ts'
import { statefulSetController } from './statefulset/statefulset.ts'
import { createTaintEvictionController } from './taint-eviction/taint-eviction.ts'
import { ttlAfterFinishedController } from './ttl-after-finished.ts'
import { attachDetachController } from './volume/attach-detach.ts'
import { persistentVolumeBinder } from './volume/binder.ts'
import { ephemeralVolumeController } from './volume/ephemeral.ts'
import { claimProtection, volumeProtection } from './volume/protection.ts'
import { volumeResizer } from './volume/resize.ts'

/** What controllers need beyond the objects that they read through the client. */
export interface ControllerDependencies {
  /** Which resources the API serves, custom ones included. */
  registry: Pick<Registry, 'resources' | 'resourceOf'>
  /** Drops the Events last seen in a minute. */
  expireEvents: EventStore['expire']
}

/** Every controller, in the order in which the control loop asks them. */
export function createControllers({ registry, expireEvents }: ControllerDependencies): Reconciler[] {
  const { resources, resourceOf } = registry
  return [
    serviceAccountController,
    clusterRoleAggregationController,
    certificateApprover,
    certificateSigner,
    certificateCleaner,
    rootCaPublisher,
    nodeIpamController,
    nodeLifecycleController,
    createTaintEvictionController(),
    createHorizontalPodAutoscaler({ resources }),
    deploymentController,
    replicasetController,
    replicationController,
    statefulSetController,
    createDaemonSetController(),
    cronJobController,
    jobController,
    jobOrphanPodController,
    ttlAfterFinishedController,
    createEndpointsController(),
    createEndpointSliceController(),
    endpointSliceMirroringController,
    apiServerEndpoints,
    serviceController,
    serviceCidrController,
    ingressController,
    ephemeralVolumeController,
    podClaimController,
    claimReleaseController,
    persistentVolumeBinder,
    volumeResizer,
    attachDetachController,
    claimProtection,
    volumeProtection,
    createPodGarbageCollector(),
    createGarbageCollector({ resourceOf }),
    createNamespaceController({ resources }),
    namingController,
    customResourceDefinitionController,
    apiRegistrationController,
    flowSchemaController,
    createDisruptionController({ resources }),
    stalePodDisruption,
    createResourceQuotaController({ resources }),
    createPolicyStatusController({ resources }),
    createEventTtlController({ expire: expireEvents }),
  ]
}
