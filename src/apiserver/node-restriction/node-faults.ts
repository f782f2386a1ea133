/** What is wrong with requests of kubelets, by the kind that they are about. */
import { NODE_LEASE_NAMESPACE } from '../../api/kinds/core/node/heartbeat.ts'
import { diffValues } from '../../api/value-diff.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { deepEqual } from '../../base/json.ts'
import type { Node, PersistentVolumeClaim, ResourceSlice } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { podFault } from './pod-faults.ts'
import { tokenFault } from './token-faults.ts'

/** Why the node may not do that; undefined where it may. Throws where something is missing that is needed to tell. */
export type NodeFault = (
  request: AdmissionRequest,
  node: string,
) => Promise<string | undefined> | string | undefined

/** By kind. */
export const nodeFaults: Readonly<Record<string, NodeFault>> = {
  Pod: podFault,
  Node: nodeFault,
  PersistentVolumeClaim: claimFault,
  ServiceAccount: tokenFault,
  Lease: ({ namespace, name }, node) => {
    if (namespace !== NODE_LEASE_NAMESPACE)
      return `can only access leases in the "${NODE_LEASE_NAMESPACE}" system namespace`
    return name === node ? undefined : 'can only access node lease with the same name as the requesting node'
  },
  CSINode: ({ name }, node) =>
    name === node ? undefined : 'can only access CSINode with the same name as the requesting node',
  ResourceSlice: resourceSliceFault,
}

function nodeFault({ operation, object, old, name }: AdmissionRequest, node: string): string | undefined {
  if (name !== node) return `node "${node}" is not allowed to modify node "${name}"`
  if (operation === 'CREATE') return registrationFault(object, node)
  return operation === 'UPDATE' ? changeFault(object, old as KubeObject, node) : undefined
}

function registrationFault({ spec, metadata }: Node, node: string): string | undefined {
  if (spec?.configSource !== undefined)
    return `node "${node}" is not allowed to create pods with a non-nil configSource`
  const labels = forbiddenLabels(metadata.labels, {})
  return labels.length === 0
    ? undefined
    : `node "${node}" is not allowed to set the following labels: ${labels.join(', ')}`
}

/** With other taints, labels or owners a node could draw to it, or shed, what it likes. */
function changeFault(now: Node, before: Node, node: string): string | undefined {
  const source = now.spec?.configSource
  if (source !== undefined && !deepEqual(source, before.spec?.configSource))
    return `node "${node}" is not allowed to update configSource to a new non-nil configSource`
  if (!deepEqual(now.spec?.taints ?? [], before.spec?.taints ?? []))
    return `node "${node}" is not allowed to modify taints`
  if (!deepEqual(now.metadata.ownerReferences ?? [], before.metadata.ownerReferences ?? []))
    return `node "${node}" is not allowed to modify ownerReferences`
  const labels = forbiddenLabels(now.metadata.labels, before.metadata.labels)
  return labels.length === 0 ? undefined : `is not allowed to modify labels: ${labels.join(', ')}`
}

type Labels = Readonly<Record<string, string>>

/** Those that differ and are not the node's to set, sorted. */
function forbiddenLabels(now: Labels = {}, before: Labels = {}): string[] {
  const keys = [...new Set([...Object.keys(now), ...Object.keys(before)])].sort()
  return keys.filter((key) => now[key] !== before[key] && isForbidden(key))
}

/** Labels of Kubernetes that kubelets set (KubeletLabels of k8s.io/kubelet, pkg/apis/well_known_labels.go). */
const KUBELET_LABELS = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
])

function isForbidden(key: string): boolean {
  const slash = key.indexOf('/')
  const domain = slash < 0 ? '' : key.slice(0, slash)
  const within = (name: string) => domain === name || domain.endsWith(`.${name}`)
  if (within('node-restriction.kubernetes.io')) return true
  if (!within('kubernetes.io') && !within('k8s.io')) return false
  return !KUBELET_LABELS.has(key) && !within('kubelet.kubernetes.io') && !within('node.kubernetes.io')
}

function claimFault({ subresource, object, old }: AdmissionRequest, node: string): string | undefined {
  if (subresource !== 'status') return 'may only update PVC status'
  const [before, now] = [old, object].map((claim) => withoutSizes(claim as PersistentVolumeClaim))
  if (deepEqual(before, now)) return undefined
  return `node "${node}" is not allowed to update fields other than status.capacity and status.conditions: ${diffValues(before, now)}`
}

/** What a node tells of a claim is how large its volume has become. */
function withoutSizes({ metadata, status, ...claim }: PersistentVolumeClaim): object {
  const { resourceVersion, managedFields, ...names } = metadata
  const { capacity, conditions, allocatedResources, allocatedResourceStatuses, ...state } = status ?? {}
  return { ...claim, metadata: names, status: state }
}

function resourceSliceFault({ operation, object }: AdmissionRequest, node: string): string | undefined {
  if ((object as ResourceSlice).spec?.nodeName === node) return undefined
  if (operation === 'CREATE')
    return 'can only create ResourceSlice with the same NodeName as the requesting node'
  return operation === 'DELETE'
    ? 'can only delete ResourceSlice with the same NodeName as the requesting node'
    : undefined
}
