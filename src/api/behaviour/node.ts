/** How a simulated node behaves: the annotation on a Node that stops its kubelet. */
import type { Node } from '../../generated/types.ts'

/** Set to 'stopped', the node's kubelet reports nothing and acts on nothing, as if the machine had lost its power. */
export const KUBELET_ANNOTATION = 'kubelite.dev/kubelet'

/** Whether the node's kubelet is down. */
export function isKubeletStopped({ metadata }: Node): boolean {
  return metadata.annotations?.[KUBELET_ANNOTATION] === 'stopped'
}
