/** Pod: containers that run together on a node. */
import type { Pod } from '../../../../generated/types.ts'
import { defineKind } from '../../../define-kind.ts'
import { containerPorts } from '../../../exposed.ts'
import { columns } from './columns.ts'
import { isPodTerminal } from './conditions.ts'
import { defaultPod } from './defaults.ts'
import { podIndexes } from './indexes.ts'
import { preparePod } from './prepare.ts'
import { podSubresources } from './subresources.ts'
import { validatePod, validatePodCreate } from './validation/pod.ts'
import { validatePodStatusUpdate } from './validation/status.ts'
import { loadGoOrder, validatePodUpdate } from './validation/update.ts'
import { podWarnings } from './warnings.ts'

/** Pod, `v1`. */
export const pod = defineKind<Pod>({
  kind: 'Pod',
  group: '',
  programs: { status: 'kubelet' },
  generation: true,
  loadForWrites: loadGoOrder,
  defaults: defaultPod,
  prepareCreate: preparePod,
  validate: validatePod,
  validateCreate: validatePodCreate,
  validateUpdate: validatePodUpdate,
  validateStatusUpdate: validatePodStatusUpdate,
  warnings: podWarnings,
  columns,
  describe: () => import('./pod.describe.ts'),
  indexes: podIndexes,
  podTemplate: (pod) => pod,
  expose: {
    selector({ metadata }) {
      const labels = metadata?.labels ?? {}
      if (Object.keys(labels).length > 0) return labels
      throw new Error('the pod has no labels and cannot be exposed')
    },
    ports: ({ spec }) => containerPorts(spec),
  },
  indexLabels: true,
  selectableFields: {
    'spec.nodeName': ({ spec }) => spec?.nodeName ?? '',
    'spec.restartPolicy': ({ spec }) => spec?.restartPolicy ?? '',
    'spec.schedulerName': ({ spec }) => spec?.schedulerName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec?.serviceAccountName ?? '',
    'spec.hostNetwork': ({ spec }) => String(spec?.hostNetwork === true),
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIPs?.[0]?.ip ?? '',
    'status.podIPs': ({ status }) => (status?.podIPs ?? []).map(({ ip }) => ip).join(','),
    'status.nominatedNodeName': ({ status }) => status?.nominatedNodeName ?? '',
  },
  fieldIndexes: { 'spec.nodeName': 'assigned' },
  deletion: { gracePeriodSeconds },
  subresources: podSubresources,
})

/** Only what may run somewhere needs time to end (podStrategy.CheckGracefulDelete). */
function gracePeriodSeconds(object: Pod, requested: number | undefined): number {
  if (!object.spec?.nodeName || isPodTerminal(object)) return 0
  const period = requested ?? object.spec.terminationGracePeriodSeconds ?? 30
  return period < 0 ? 1 : period
}
