/** Mirror pods: a kubelet shows so what it runs by itself (static pods). */
import type { Pod } from '../../../../generated/types.ts'

/** Stands on mirror pods only. */
export const MIRROR_ANNOTATION = 'kubernetes.io/config.mirror'

/** Whether a kubelet runs the pod by itself. */
export function isMirrorPod({ metadata }: Pick<Pod, 'metadata'>): boolean {
  return metadata.annotations?.[MIRROR_ANNOTATION] !== undefined
}
