/** PodResizeValidator: a pod is not resized to more than its node could ever give. */
import { podRequests, resourceAmount } from '../../api/kinds/core/pod/requests.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { forbidden, type StatusError } from '../../apimachinery/status-error.ts'
import type { Node, Pod } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/podresize. */
export const podResizeValidator: AdmissionPlugin = {
  name: 'PodResizeValidator',
  kinds: ['Pod'],
  operations: ['UPDATE'],
  subresources: ['resize'],
  async validate(request) {
    const { metadata, spec } = request.object as Pod
    if (request.subresource !== 'resize' || !spec?.nodeName) return
    if (metadata.generation === request.old?.metadata.generation) return
    const node = await request.client.find('Node', { namespace: '', name: spec.nodeName })
    if (!node) throw refusal(request, `node ${quote(spec.nodeName)} not found`)
    const problem = platformProblem(node) ?? capacityProblem({ metadata, spec }, node)
    if (problem !== undefined) throw refusal(request, problem)
  },
}

function platformProblem({ metadata }: Node): string | undefined {
  const system = metadata.labels?.['kubernetes.io/os'] ?? 'linux'
  if (system === 'linux') return undefined
  return `pod resize is only supported on linux nodes, node ${quote(metadata.name ?? '')} is ${quote(system)}`
}

/** What the pod asks for by its spec alone, whatever its status says of a resize before. */
function capacityProblem(pod: Pick<Pod, 'metadata' | 'spec'>, { status }: Node): string | undefined {
  const requests = podRequests({ apiVersion: 'v1', kind: 'Pod', ...pod })
  const short = ['cpu', 'memory'].flatMap((name) => {
    const allocatable = resourceAmount(name, status?.allocatable?.[name] ?? '0')
    const requested = requests[name] ?? 0
    return requested > allocatable ? [`${name}, requested: ${requested}, allocatable: ${allocatable}`] : []
  })
  if (short.length === 0) return undefined
  return `node didn't have enough allocatable resources: ${short.join('; ')}`
}

function refusal({ kind, name }: AdmissionRequest, message: string): StatusError {
  return forbidden({ group: kind.resource.group, resource: kind.resource.plural }, name, message)
}
