/** --resource-version: a change is made only to the version that the user has seen. */
import type { Unstructured } from '../../apimachinery/object.ts'

/**
 * Lets the changed object name the version, if one is expected, and gives the object that it is to be compared with:
 * one that names none, so that the difference does.
 */
export function expectVersion(object: Unstructured, changed: Unstructured, expected: string): Unstructured {
  if (expected === '') return object
  changed.metadata.resourceVersion = expected
  const { resourceVersion: _, ...metadata } = object.metadata
  return { ...object, metadata }
}
