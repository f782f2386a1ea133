/** All containers of a pod's spec, and which of them are sidecars. */
import type { Container, PodSpec } from '../../../../generated/types.ts'

/** Whether an init container keeps running beside the others (restartPolicy Always, KEP-753). */
export function isSidecar(container: Pick<Container, 'restartPolicy'>): boolean {
  return container.restartPolicy === 'Always'
}

/** A container and where it stands, such as `spec.initContainers[0]`. */
export interface PlacedContainer {
  container: Container
  path: string
}

/** Every container: init, regular and ephemeral ones, in the order in which Kubernetes visits them. */
export function placedContainers(spec: PodSpec, path = 'spec'): PlacedContainer[] {
  const lists = ['initContainers', 'containers', 'ephemeralContainers'] as const
  return lists.flatMap((list) =>
    (spec[list] ?? []).map((container, index) => ({ container, path: `${path}.${list}[${index}]` })),
  )
}

/** Every container, without where it stands. */
export function allContainers(spec: PodSpec | undefined): Container[] {
  return [...(spec?.initContainers ?? []), ...(spec?.containers ?? []), ...(spec?.ephemeralContainers ?? [])]
}
