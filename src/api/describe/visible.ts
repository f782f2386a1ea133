/** What else a description tells of: only as far as the user may see it. */
import type { KubeList, KubeObject } from '../../apimachinery/object.ts'
import { isForbidden } from '../../apimachinery/status-error.ts'

/** The objects of a list; none where the user may not list them. kubectl passes over such failures as well. */
export async function visible<T extends KubeObject>(list: () => Promise<KubeList<T>>): Promise<readonly T[]> {
  try {
    return (await list()).items
  } catch (error) {
    if (isForbidden(error)) return []
    throw error
  }
}
