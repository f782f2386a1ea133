/** A simulated node as its kubelet registers it: names, labels, taints, what it has to offer. */
import type { KubeObject } from '../apimachinery/object.ts'
import type { NodeShape } from './cluster.ts'

const CONTROL_PLANE = 'node-role.kubernetes.io/control-plane'

/** The Node object of a shape. The rest of its status is the simulated kubelet's to report. */
export function nodeObject(shape: NodeShape): KubeObject {
  const { name, role, zone } = shape
  const tainted = role === 'control-plane'
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: labelsOf(name, tainted, zone) },
    spec: tainted ? { taints: [{ key: CONTROL_PLANE, effect: 'NoSchedule' }] } : {},
    status: { capacity: capacityOf(shape), allocatable: capacityOf(shape) },
  } as KubeObject
}

function labelsOf(name: string, tainted: boolean, zone: string | undefined): Record<string, string> {
  return {
    'beta.kubernetes.io/arch': 'amd64',
    'beta.kubernetes.io/os': 'linux',
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': 'linux',
    ...(tainted && { [CONTROL_PLANE]: '', 'node.kubernetes.io/exclude-from-external-load-balancers': '' }),
    ...(zone !== undefined && {
      'topology.kubernetes.io/region': zone.replace(/-?[a-z]$/, '') || zone,
      'topology.kubernetes.io/zone': zone,
    }),
  }
}

function capacityOf({ cpu, memory, pods = 110 }: NodeShape): Record<string, string> {
  return {
    cpu,
    'ephemeral-storage': '100Gi',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    memory,
    pods: String(pods),
  }
}
