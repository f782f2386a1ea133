/** NodeMetrics: what the pods on a node use right now, as metrics-server tells it. */
import type { Node } from '../../../generated/types.ts'
import { isKubeletStopped } from '../../behaviour/node.ts'
import { column, nameColumn } from '../../columns.ts'
import { type ComputeContext, defineKind } from '../../define-kind.ts'
import { measured, notMeasured, resourceUsage } from './measured.ts'
import type { NodeMetrics } from './types.ts'
import { createUsageReader, type UsageReader } from './usage-reader.ts'

/** NodeMetrics, `metrics.k8s.io/v1beta1`: of each node whose kubelet answers. */
export const nodeMetrics = defineKind<NodeMetrics>({
  kind: 'NodeMetrics',
  group: 'metrics.k8s.io',
  columns: [
    nameColumn,
    column('cpu', ({ usage }) => usage?.cpu ?? '0'),
    column('memory', ({ usage }) => usage?.memory ?? '0'),
    column('Window', ({ window }) => window ?? ''),
  ],
  describe: () => import('../generic.describe.ts'),
  computed: {
    async get(name, context) {
      const node = await context.client.get('Node', name)
      const metrics = await metricsOf(node, context, createUsageReader(context.client, context.now))
      if (metrics === undefined) throw notMeasured('nodemetrics', name.name)
      return metrics
    },
    async list(options, context) {
      const reader = createUsageReader(context.client, context.now)
      const { items } = await context.client.list('Node', options)
      const metrics = await Promise.all(items.map((node) => metricsOf(node, context, reader)))
      return metrics.filter((each) => each !== undefined)
    },
  },
})

async function metricsOf(
  node: Node,
  { client, now }: ComputeContext,
  reader: UsageReader,
): Promise<NodeMetrics | undefined> {
  if (isKubeletStopped(node)) return undefined
  const pods = await client.lookup('Pod', 'node', node.metadata.name ?? '')
  const total = { cpu: 0, memory: 0 }
  for (const pod of pods)
    for (const { cpu, memory } of (await reader.ofPod(pod))?.containers ?? []) {
      total.cpu += cpu
      total.memory += memory
    }
  return { ...measured('NodeMetrics', node, now), usage: resourceUsage(total) }
}
