/** DefaultBinder: writes the pod's node. */
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Pod } from '../../generated/types.ts'
import type { Plugin } from '../framework.ts'

/** Binds by the pod's subresource, which sets the node and the condition PodScheduled in one write. */
export const defaultBinder: Plugin = {
  name: 'DefaultBinder',
  async bind({ pod }, { name }, { client }) {
    const { name: podName, namespace, uid } = pod.metadata
    const binding: Unstructured = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: podName!, ...(namespace && { namespace }), ...(uid && { uid }) },
      target: { apiVersion: 'v1', kind: 'Node', name },
    }
    await client.update('Pod', binding as KubeObjectAsPod, { subresource: 'binding' })
    return true
  },
}

/** The body of the subresource is a Binding where the client's type says Pod. */
type KubeObjectAsPod = Unstructured & Pod
