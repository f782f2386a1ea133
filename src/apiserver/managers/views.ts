/** The versions of a kind in which managers tell what they own. */
import { kindName } from '../../api/kind-name.ts'
import type { Kind, Registry } from '../../api/registry.ts'
import { customMergeSchema } from '../../api/schema/custom-merge-schema.ts'
import { customSchema } from '../../api/schema/custom-schema.ts'
import { mergeSchemaOf } from '../../api/schema/merge-schema.ts'
import { DEDUCED } from '../../apimachinery/managed-fields/merge-schema.ts'
import type { VersionView, VersionViews } from '../../apimachinery/managed-fields/versions.ts'
import { formatApiVersion, type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { toStoredVersion } from '../decode-object.ts'
import { presented } from '../presented.ts'

/** The kind in each of the versions that is served. */
export async function versionViews(
  registry: Registry,
  kind: Kind,
  apiVersions: Iterable<string>,
): Promise<VersionViews> {
  const views = new Map<string, VersionView>()
  for (const apiVersion of new Set(apiVersions)) {
    const asked = await kindIn(registry, kind, apiVersion)
    if (asked !== undefined) views.set(apiVersion, await viewOf(asked))
  }
  return views
}

/** The version in which objects of the kind are stored. */
export function storedApiVersion({ resource, storedVersion }: Kind): string {
  return formatApiVersion(resource.group, storedVersion)
}

async function kindIn(registry: Registry, kind: Kind, apiVersion: string): Promise<Kind | undefined> {
  const { group, version } = parseApiVersion(apiVersion)
  if (group === kind.resource.group && version === kind.resource.version) return kind
  try {
    return await registry.load(`${kindName({ group, kind: kind.resource.kind })}/${version}`)
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** What is known of a built-in kind stays as it is. */
const known = new WeakMap<Kind, Promise<VersionView>>()

function viewOf(kind: Kind): Promise<VersionView> {
  const made = known.get(kind) ?? makeView(kind)
  known.set(kind, made)
  return made
}

async function makeView(kind: Kind): Promise<VersionView> {
  const { group, version, kind: name } = kind.resource
  const apiVersion = formatApiVersion(group, version)
  const convert = (object: unknown) => {
    const given = object as KubeObject
    return given.apiVersion === apiVersion ? given : presented(kind, given)
  }
  const restore = (object: unknown) => toStoredVersion(kind, object as KubeObject)
  if (kind.custom) {
    const schema = await customMergeSchema(customSchema(kind.custom, version))
    return { schema, convert, restore, empty: {} }
  }
  const built = await mergeSchemaOf({ group, version, kind: name })
  return { schema: built?.schema ?? DEDUCED, convert, restore, empty: built?.empty ?? {} }
}
