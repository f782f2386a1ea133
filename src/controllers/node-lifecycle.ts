/** Tells of nodes that come and go, and keeps their older labels. Source: nodelifecycle/node_lifecycle_controller.go. */
import type { KubeObject } from '../apimachinery/object.ts'
import { type Client, nameOf } from '../apiserver/client.ts'
import type { Node } from '../generated/types.ts'
import { defineController } from '../runtime/reconciler.ts'

/** Labels that are kept equal to others for selectors that still use them. */
const olderLabels = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
}

/** Records RegisteredNode once for each node, and RemovingNode when it is deleted. Upstream's source name is kept. */
export const nodeLifecycleController = defineController({
  name: 'node-controller',
  for: 'Node',
  async reconcile(node, { name }, { client, recorder, state }) {
    if (node !== undefined) await keepOlderLabels(node, client)
    const known = (await state.get(name)) as string | undefined
    const uid = node?.metadata.uid
    if (known === uid) return undefined
    if (known !== undefined) {
      const gone: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: known } }
      const message = `Node ${name} event: Removing Node ${name} from Controller`
      await recorder.event(gone, 'Normal', 'RemovingNode', message)
    }
    if (node !== undefined) {
      const message = `Node ${name} event: Registered Node ${name} in Controller`
      await recorder.event(node, 'Normal', 'RegisteredNode', message)
    }
    await state.set(name, uid)
    return undefined
  },
})

async function keepOlderLabels(node: Node, client: Client): Promise<void> {
  const { labels = {} } = node.metadata
  const stale = Object.entries(olderLabels).filter(
    ([older, label]) => labels[label] !== undefined && labels[older] !== labels[label],
  )
  if (stale.length === 0) return
  const patch = {
    metadata: { labels: Object.fromEntries(stale.map(([older, label]) => [older, labels[label]])) },
  }
  await client.patch('Node', nameOf(node), 'merge', patch)
}
