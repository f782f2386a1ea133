/** Tells of nodes that come and go. Source: nodelifecycle/node_lifecycle_controller.go. */
import type { KubeObject } from '../apimachinery/object.ts'
import { defineController } from '../runtime/reconciler.ts'

/** Records RegisteredNode once for each node, and RemovingNode when it is deleted. Upstream's source name is kept. */
export const nodeLifecycleController = defineController({
  name: 'node-controller',
  for: 'Node',
  async reconcile(node, { name }, { recorder, state }) {
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
