/** How nodes name the images that they hold. */
import type { Node } from '../../../../generated/types.ts'
import type { IndexEntry } from '../../../../store/store.ts'

/** A reference as a node's status has it: with the tag `latest` where it names none (ImageLocality, normalizedImageName). */
export function imageName(reference: string): string {
  return reference.lastIndexOf(':') <= reference.lastIndexOf('/') ? `${reference}:latest` : reference
}

/** The images of a node, counted: on how many nodes each is. */
export function imageEntries({ status }: Node): IndexEntry[] {
  const names = (status?.images ?? []).flatMap(({ names: all = [] }) => all)
  return [...new Set(names)].map((name) => ['image', name, {}])
}
