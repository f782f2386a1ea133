/** The two folders that a diff program compares: objects as they are, and as they would be. */
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ResourceInfo } from '../../api/resource.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { toYaml } from '../../printers/yaml.ts'
import type { CommandContext } from '../command.ts'

/** One of the folders. */
export interface VersionFolder {
  path: string
  /** Writes an object into its file, null as `null`; without an object the file is empty. */
  put(name: string, object: Unstructured | null | undefined): void
  remove(): void
}

/** A new folder that only the user may read. `now` (ms) is the time of its files: what they tell of is the cluster's. */
export function makeFolder(prefix: 'LIVE' | 'MERGED', now: number, { env }: CommandContext): VersionFolder {
  const path = makeUnique(join(env.TMPDIR || tmpdir(), prefix))
  return {
    path,
    put(name, object) {
      const file = join(path, name)
      writeFileSync(file, object === undefined ? '' : toYaml(object), { mode: 0o700 })
      utimesSync(file, now / 1000, now / 1000)
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  }
}

/** Named by digits, as Go does it: scripts look for that. Not by node:crypto, which takes longer to load than to compare. */
function makeUnique(start: string): string {
  for (;;) {
    const path = `${start}-${process.hrtime.bigint() % 2n ** 32n}`
    try {
      mkdirSync(path, { mode: 0o700 })
      return path
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}

/** `apps.v1.Deployment.shop.web`: the file of an object. */
export function fileName(
  { group, version, kind }: Pick<ResourceInfo, 'group' | 'version' | 'kind'>,
  { namespace, name }: { namespace: string; name: string },
): string {
  return `${group === '' ? '' : `${group}.`}${version}.${kind}.${namespace}.${name}`
}

/** The file of an object that was read. */
export function fileNameOf({ apiVersion, kind, metadata }: Unstructured): string {
  const { namespace = '', name = '' } = metadata
  return fileName({ ...parseApiVersion(apiVersion), kind }, { namespace, name })
}
