/** Finds the class that is marked as the default by an annotation. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'

/** Of several defaults the newest counts; of equally new ones the first by name. */
export function annotationDefault<T extends KubeObject>(
  classes: readonly T[],
  annotation: string,
): T | undefined {
  const defaults = classes.filter(({ metadata }) => metadata.annotations?.[annotation] === 'true')
  return defaults.sort(
    ({ metadata: a }, { metadata: b }) =>
      compareStrings(b.creationTimestamp ?? '', a.creationTimestamp ?? '') ||
      compareStrings(a.name ?? '', b.name ?? ''),
  )[0]
}
