/**
 * What all versions of a definition say alike. The server validates it once, as part of the definition (conversion.go of
 * apiextensions-apiserver), so that errors of a definition with one version name `spec.validation`.
 */
import { deepEqual } from '../../../base/json.ts'
import type { CustomResourceDefinitionVersion } from '../../../generated/types.ts'

/** The part of a version that can be shared. */
export type VersionFields = Pick<
  CustomResourceDefinitionVersion,
  'schema' | 'subresources' | 'additionalPrinterColumns' | 'selectableFields'
>

/** What is shared, and the versions without it. */
export interface SplitVersions {
  readonly shared: VersionFields
  readonly versions: readonly CustomResourceDefinitionVersion[]
}

/** Fields that can be selected by are shared only where the schema is. */
export function splitVersions(versions: readonly CustomResourceDefinitionVersion[]): SplitVersions {
  const [first] = versions
  if (first === undefined) return { shared: {}, versions }
  const alike = (field: keyof VersionFields) =>
    versions.every((version) => isSame(version[field], first[field]))
  const fields: (keyof VersionFields)[] = ['subresources', 'additionalPrinterColumns']
  const names = fields.filter(alike)
  if (alike('schema'))
    names.push('schema', ...(alike('selectableFields') ? ['selectableFields' as const] : []))
  const shared = Object.fromEntries(names.map((name) => [name, first[name]]))
  return { shared, versions: versions.map((version) => without(version, names)) }
}

/** An empty list is none. */
function isSame(a: unknown, b: unknown): boolean {
  const [one, other] = [a, b].map((value) => (Array.isArray(value) && value.length === 0 ? undefined : value))
  return deepEqual(one ?? null, other ?? null)
}

function without(
  version: CustomResourceDefinitionVersion,
  names: readonly string[],
): CustomResourceDefinitionVersion {
  const own = Object.entries(version).filter(([name]) => !names.includes(name))
  return Object.fromEntries(own) as unknown as CustomResourceDefinitionVersion
}
