/** What happens when a node comes or goes: it is greeted or missed, and its older labels are kept equal to the newer. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Node } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'

/** Labels that are kept equal to others for selectors that still use them. */
const olderLabels = {
  'beta.kubernetes.io/arch': 'kubernetes.io/arch',
  'beta.kubernetes.io/os': 'kubernetes.io/os',
}

/** Records RegisteredNode once for each node, and RemovingNode when it is deleted. */
export async function greet(
  node: Node | undefined,
  name: string,
  { recorder, state }: ReconcileContext,
): Promise<void> {
  const known = (await state.get(name)) as string | undefined
  const uid = node?.metadata.uid
  if (known === uid) return
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
}

/** The node with its older labels equal to the newer ones. */
export async function keepOlderLabels(node: Node, client: Client): Promise<Node> {
  const { labels = {} } = node.metadata
  const stale = Object.entries(olderLabels).filter(
    ([older, label]) => labels[label] !== undefined && labels[older] !== labels[label],
  )
  if (stale.length === 0) return node
  const patch = {
    metadata: { labels: Object.fromEntries(stale.map(([older, label]) => [older, labels[label]])) },
  }
  return client.patch('Node', nameOf(node), 'merge', patch)
}
