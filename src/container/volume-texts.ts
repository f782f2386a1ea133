/** The files that containers' variables are read from, out of the volumes that their pod's containers write. */
import { allContainers } from '../api/kinds/core/pod/containers.ts'
import type { Pod } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import { contentOf, podPrefix, readData, treeAt } from './data.ts'
import type { VolumeTexts } from './environment.ts'

/** Reads the volumes that variables refer to, as they are at a moment (ms). Nothing is read for pods without such. */
export async function loadVolumeTexts(pod: Pod, at: number, books: Bookkeeping): Promise<VolumeTexts> {
  const volumes = new Map<string, ReturnType<typeof treeAt>>()
  for (const name of volumeNames(pod)) {
    const key = { key: `${podPrefix(pod.metadata)}volume/${name}`, owner: pod.metadata.uid ?? '' }
    volumes.set(name, treeAt(await readData(key, books), at))
  }
  return (volume, path) => {
    const entry = volumes.get(volume)?.[`/${path}`]
    return entry?.type === 'file' ? contentOf(entry).toString() : undefined
  }
}

function volumeNames({ spec }: Pod): Set<string> {
  const variables = spec ? allContainers(spec).flatMap(({ env = [] }) => env) : []
  return new Set(variables.flatMap(({ valueFrom }) => valueFrom?.fileKeyRef?.volumeName ?? []))
}

/** Whether any variable of the pod is read from a file. */
export function hasFileVariables(pod: Pod): boolean {
  return volumeNames(pod).size > 0
}
