/** PodTopologyLabels: a pod has the zone and the region of its node among its labels. */
import type { Pod } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

const LABELS = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region']

/** Source: plugin/pkg/admission/podtopologylabels. */
export const podTopologyLabels: AdmissionPlugin = {
  name: 'PodTopologyLabels',
  kinds: ['Pod'],
  operations: ['CREATE', 'UPDATE'],
  subresources: ['binding'],
  async mutate(request) {
    if (request.operation === 'UPDATE' && request.subresource !== 'binding') return
    const { metadata, spec } = request.object as Pod
    if (!spec?.nodeName) return
    const node = await request.client.find('Node', { namespace: '', name: spec.nodeName })
    for (const label of LABELS) {
      const value = node?.metadata.labels?.[label]
      if (value !== undefined && !isGiven(label, request))
        metadata.labels = { ...metadata.labels, [label]: value }
    }
  },
}

/** Whoever creates the pod or binds it may say otherwise; a binding does not keep what the pod said before. */
function isGiven(label: string, { object, old }: AdmissionRequest): boolean {
  const value = object.metadata.labels?.[label]
  return value !== undefined && value !== old?.metadata.labels?.[label]
}
