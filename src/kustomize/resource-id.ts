/** What kustomize knows a resource by: group, version, kind, name and namespace (kyaml, resid). */
import { isClusterScoped } from './config/scope.ts'

/** Group, version and kind; in selectors, an empty field matches anything. */
export interface Gvk {
  group: string
  version: string
  kind: string
}

/** One resource. */
export interface ResourceId extends Gvk {
  name: string
  /** As written: '' where there is none. */
  namespace: string
}

const NO_NAMESPACE = '_non_namespaceable_'
const DEFAULT_NAMESPACE = 'default'

/** Takes `apps/v1` apart. */
export function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/')
  if (slash >= 0) return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
  return { group: '', version: apiVersion }
}

/** `apps/v1`, or `v1` where there is no group. */
export function apiVersionOf({ group, version }: Pick<Gvk, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** `Deployment.v1.apps`, as messages tell it. */
export function formatGvk({ group, version, kind }: Gvk): string {
  return `${kind || '[noKind]'}.${version || '[noVer]'}.${group || '[noGrp]'}`
}

/** `Deployment.v1.apps/web.shop`, as messages tell it. */
export function formatId(id: ResourceId): string {
  return `${formatGvk(id)}/${id.name || '[noName]'}.${id.namespace || '[noNs]'}`
}

/** As Go prints the struct (`%#v`), which two messages contain. */
export function dumpId({ group, version, kind, name, namespace }: ResourceId): string {
  const scoped = isClusterScoped({ group, version, kind })
  const gvk = `resid.Gvk{Group:"${group}", Version:"${version}", Kind:"${kind}", isClusterScoped:${scoped}}`
  return `resid.ResId{Gvk:${gvk}, Name:"${name}", Namespace:"${namespace}"}`
}

/** Whether two types are the same. */
export function sameGvk(a: Gvk, b: Gvk): boolean {
  return a.kind === b.kind && a.group === b.group && a.version === b.version
}

/** Whether the selector's fields, where they are not empty, are those of the type. */
export function isSelected(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version) &&
    (selector.kind === '' || selector.kind === gvk.kind)
  )
}

/** The namespace that counts: `default` where none is written, a word that is none for kinds without namespaces. */
export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) return NO_NAMESPACE
  return id.namespace === '' ? DEFAULT_NAMESPACE : id.namespace
}

/** Whether both are in the same namespace. */
export function sameNamespace(a: ResourceId, b: ResourceId): boolean {
  return effectiveNamespace(a) === effectiveNamespace(b)
}

/** Whether both name the same resource. */
export function sameId(a: ResourceId, b: ResourceId): boolean {
  return a.name === b.name && sameGvk(a, b) && sameNamespace(a, b)
}

/** The same text for the same resource. */
export function idKey(id: ResourceId): string {
  return [id.kind, id.version, id.group, effectiveNamespace(id), id.name].join('|')
}

/** Whether the selector's fields, where they are not empty, are those of the resource. */
export function isSelectedBy(id: ResourceId, selector: ResourceId): boolean {
  return (
    (selector.name === '' || selector.name === id.name) &&
    (selector.namespace === '' || sameNamespace(selector, id)) &&
    isSelected(id, selector)
  )
}
