/** PodMetrics: what the containers of a pod use right now, as metrics-server tells it. */
import { addQuantities, formatQuantity, parseQuantity, ZERO } from '../../../apimachinery/quantity.ts'
import type { Pod } from '../../../generated/types.ts'
import { column, nameColumn } from '../../columns.ts'
import { type ComputeContext, defineKind } from '../../define-kind.ts'
import { measured, notMeasured, resourceUsage } from './measured.ts'
import type { PodMetrics } from './types.ts'
import { createUsageReader, type UsageReader } from './usage-reader.ts'

/** PodMetrics, `metrics.k8s.io/v1beta1`: of each pod of which something runs. Found by the fields and labels of pods. */
export const podMetrics = defineKind<PodMetrics>({
  kind: 'PodMetrics',
  group: 'metrics.k8s.io',
  columns: [
    nameColumn,
    column('cpu', (object) => podTotal(object, 'cpu')),
    column('memory', (object) => podTotal(object, 'memory')),
    column('Window', ({ window }) => window ?? ''),
  ],
  describe: () => import('../generic.describe.ts'),
  computed: {
    async get(name, { client, now }) {
      const pod = await client.get('Pod', name)
      const metrics = await metricsOf(pod, createUsageReader(client, now), now)
      if (metrics === undefined) throw notMeasured('podmetrics', `${name.namespace}/${name.name}`)
      return metrics
    },
    async list(options, context) {
      const { items } = await context.client.list('Pod', options)
      return metricsOfPods(items, context)
    },
  },
})

async function metricsOfPods(pods: readonly Pod[], { client, now }: ComputeContext): Promise<PodMetrics[]> {
  const reader = createUsageReader(client, now)
  const metrics = await Promise.all(pods.map((pod) => metricsOf(pod, reader, now)))
  return metrics.filter((each) => each !== undefined)
}

async function metricsOf(pod: Pod, reader: UsageReader, now: number): Promise<PodMetrics | undefined> {
  const usage = await reader.ofPod(pod)
  if (usage === undefined) return undefined
  const containers = usage.containers.map(({ name, ...amounts }) => ({ name, usage: resourceUsage(amounts) }))
  return { ...measured('PodMetrics', pod, now), containers }
}

function podTotal({ containers = [] }: PodMetrics, resource: 'cpu' | 'memory'): string {
  const amounts = containers.map(({ usage }) => parseQuantity(usage[resource] ?? '0'))
  return formatQuantity(amounts.reduce(addQuantities, ZERO))
}
