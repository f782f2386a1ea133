/** NodeRestriction: a kubelet changes its own node and what belongs to it (plugin/pkg/admission/noderestriction). */
import { forbidden } from '../../apimachinery/status-error.ts'
import { nodeOf } from '../authorization/node/node-identity.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** What it looks into is loaded with the first request of a kubelet. */
export const nodeRestriction: AdmissionPlugin = {
  name: 'NodeRestriction',
  kinds: ['Pod', 'Node', 'PersistentVolumeClaim', 'ServiceAccount', 'Lease', 'CSINode', 'ResourceSlice'],
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  mutate: restrict,
}

async function restrict(request: AdmissionRequest): Promise<void> {
  const node = nodeOf(request.identity)
  if (node === undefined) return
  const fault = node === '' ? unknownNode(request) : await faultOf(request, node)
  if (fault === undefined) return
  const { group, plural } = request.kind.resource
  throw forbidden({ group, resource: plural }, request.name, fault)
}

function unknownNode({ identity }: AdmissionRequest): string {
  return `could not determine node from user "${identity.name}"`
}

async function faultOf(request: AdmissionRequest, node: string): Promise<string | undefined> {
  const { nodeFaults } = await import('../node-restriction/node-faults.ts')
  return nodeFaults[request.kind.name]?.(request, node)
}
