/** Finds the class that is marked as the default by an annotation. */
import type { KubeObject } from '../../apimachinery/object.ts'

/** Of several defaults the newest counts; of equally new ones the first by name. */
export function annotationDefault<T extends KubeObject>(
  classes: readonly T[],
  annotation: string,
): T | undefined {
  const defaults = classes.filter(({ metadata }) => metadata.annotations?.[annotation] === 'true')
  return defaults.sort(
    ({ metadata: a }, { metadata: b }) =>
      compare(b.creationTimestamp ?? '', a.creationTimestamp ?? '') || compare(a.name ?? '', b.name ?? ''),
  )[0]
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
