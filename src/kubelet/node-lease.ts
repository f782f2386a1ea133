/** The Lease by which a node's kubelet shows that it lives (pkg/kubelet with component-helpers/lease). */

import { KUBELET_ANNOTATION } from '../api/behaviour/node.ts'
import {
  hasLeaseEnded,
  LEASE_DURATION_SECONDS,
  NODE_LEASE_NAMESPACE,
} from '../api/kinds/core/node/heartbeat.ts'
import { formatMicroTime } from '../apimachinery/time.ts'
import type { Lease, Node } from '../generated/types.ts'
import type { ReconcileContext } from '../runtime/reconciler.ts'

/** The node's Lease, as it was renewed last. */
export function findLease(node: Node, { client }: ReconcileContext): Promise<Lease | undefined> {
  return client.find('Lease', { namespace: NODE_LEASE_NAMESPACE, name: node.metadata.name! })
}

/** Makes the Lease, or takes it up again after the kubelet was down. It goes with the node. */
export async function renewLease(
  { metadata }: Node,
  lease: Lease | undefined,
  { client, clock }: ReconcileContext,
): Promise<void> {
  const { name = '', uid = '' } = metadata
  const renewTime = formatMicroTime(clock.now())
  if (lease === undefined) {
    await client.create('Lease', {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: {
        name,
        namespace: NODE_LEASE_NAMESPACE,
        ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name, uid }],
      },
      spec: { holderIdentity: name, leaseDurationSeconds: LEASE_DURATION_SECONDS, renewTime },
    })
  } else if (hasLeaseEnded(lease)) {
    const { [KUBELET_ANNOTATION]: _, ...annotations } = lease.metadata.annotations ?? {}
    const renewed = { ...lease.metadata, annotations }
    await client.update('Lease', { ...lease, metadata: renewed, spec: { ...lease.spec, renewTime } })
  }
}

/** Writes the last beat down, and that it was the last one. */
export async function endLease(lease: Lease, { client }: ReconcileContext): Promise<void> {
  if (hasLeaseEnded(lease)) return
  const annotations = { ...lease.metadata.annotations, [KUBELET_ANNOTATION]: 'stopped' }
  await client.update('Lease', { ...lease, metadata: { ...lease.metadata, annotations } })
}
