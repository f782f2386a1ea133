/**
 * A volume of configuration as the kubelet writes it (pkg/volume/util/atomic_writer.go): the files in a folder that is named
 * for its moment, `..data` leading there, and a link through that for each name, so that all change at once.
 */
import type { InMemoryFs } from 'just-bash'
import { createRandom } from '../base/random.ts'
import { formatDate } from './date.ts'
import { put } from './kept-files.ts'
import type { VolumeFile } from './volumes.ts'

/** The files of a volume from a moment on (cluster time, ms). */
export interface FilesFrom {
  at: number
  files: readonly VolumeFile[]
}

/** A volume whose files change in time. */
export interface ConfigurationVolume {
  /** The files as they are at a moment from now on. Gives the paths that have changed. */
  advance(to: number): Promise<string[]>
  /** The moments after one at which they change. */
  laterThan(at: number): number[]
}

/** Where a path of a volume leads that was written so. */
export function throughLinks(path: string): string {
  return path === '/' || path.startsWith('/..') ? path : `/..data${path}`
}

/** Writes the first of the files, and the others when their time has come. */
export async function openConfiguration(
  fs: InMemoryFs,
  [first, ...later]: readonly FilesFrom[],
): Promise<ConfigurationVolume> {
  let shown = first
  const rest = [...later]
  if (shown) await write(fs, shown)
  return {
    async advance(to) {
      const changed = new Set<string>()
      for (let next = rest[0]; next !== undefined && next.at <= to; next = rest[0]) {
        rest.shift()
        for (const { path } of [...(shown?.files ?? []), ...next.files]) changed.add(`/${path}`)
        if (shown) await clear(fs)
        shown = next
        await write(fs, next)
      }
      return [...changed]
    },
    laterThan: (at) => rest.filter((each) => each.at > at).map((each) => each.at),
  }
}

async function write(fs: InMemoryFs, { at, files }: FilesFrom): Promise<void> {
  const folder = `..${formatDate(at, '%Y_%m_%d_%H_%M_%S')}.${createRandom(`${at}`).int(2 ** 32)}`
  await fs.mkdir(`/${folder}`)
  for (const { path, data, mode } of files) await put(fs, `/${folder}/${path}`, data, mode)
  await fs.symlink(folder, '/..data')
  for (const name of namesOf(files)) await fs.symlink(`..data/${name}`, `/${name}`)
}

async function clear(fs: InMemoryFs): Promise<void> {
  for (const name of await fs.readdir('/')) await fs.rm(`/${name}`, { recursive: true, force: true })
}

/** What stands at the top: files and folders. */
function namesOf(files: readonly VolumeFile[]): Set<string> {
  return new Set(files.map(({ path }) => path.split('/')[0] ?? ''))
}
