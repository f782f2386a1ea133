/** What server-side apply makes of an object and of its managers (k8s.io/apimachinery/pkg/util/managedfields/internal). */

import type { Kind } from '../../api/registry.ts'
import type { GroupVersionKind } from '../../api/resource.ts'
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import { applyConfig } from '../../apimachinery/managed-fields/apply-config.ts'
import { conflictError } from '../../apimachinery/managed-fields/conflict-text.ts'
import {
  difference,
  type FieldSet,
  fieldSetOf,
  isEmptySet,
  without,
} from '../../apimachinery/managed-fields/field-set.ts'
import { type Owners, ownerKey, ownersOf } from '../../apimachinery/managed-fields/owners.ts'
import { stripped } from '../../apimachinery/managed-fields/strip.ts'
import { toFieldSet } from '../../apimachinery/managed-fields/to-field-set.ts'
import type { Conflicts, OwnedWrite } from '../../apimachinery/managed-fields/update-owners.ts'
import { configProblem } from '../../apimachinery/managed-fields/validate-config.ts'
import type { VersionView, VersionViews } from '../../apimachinery/managed-fields/versions.ts'
import type { KubeObject, Unstructured } from '../../apimachinery/object.ts'
import { unknownFailure } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { isJsonObject } from '../../base/json.ts'
import type { Request } from '../context.ts'
import {
  entriesOf,
  ignoredBy,
  recordedOwners,
  statusOwner,
  toRecorded,
  withoutProgramStatus,
} from './owners.ts'
import { type RecordedManager, type RecordedManagers, recordedManagers } from './recorded.ts'
import { storedApiVersion, versionViews } from './views.ts'

/** A configuration that is applied, by whom. */
export interface Application {
  config: KubeObject
  writer: RecordedManager
  /** Take over what others own. */
  force: boolean
}

/** The managers of an object that an apply creates. Throws for a configuration that does not fit its schema. */
export async function appliedCreation(
  { server, kind }: Request,
  { config, writer }: Application,
): Promise<RecordedManagers> {
  const views = await versionViews(server.registry, kind, [writer.apiVersion])
  const view = views.get(writer.apiVersion)!
  demandFit(view, config, kind.resource)
  const set = without(stripped(toFieldSet(view.schema, config)), ignoredIn(kind, config, writer.subresource))
  return toRecorded(ownersOf([{ ...writer, time: formatTime(server.clock.now()), fields: set }]))
}

/**
 * The object that a configuration makes of a live one, in the stored version and still to be decoded, and its managers.
 * The live one itself where it stays as it is. Throws Conflict where others own what it would change.
 */
export async function appliedChange(
  request: Request,
  live: KubeObject,
  application: Application,
): Promise<{ object: KubeObject; managers: RecordedManagers }> {
  const { server, kind } = request
  const { config, writer } = application
  const entries = firstEntries(kind, live)
  const apiVersions = [
    ...entries.map(({ apiVersion }) => apiVersion),
    writer.apiVersion,
    storedApiVersion(kind),
  ]
  const versions = await versionViews(server.registry, kind, apiVersions)
  demandFit(versions.get(writer.apiVersion)!, config, kind.resource)
  const owners = ownersBefore(kind, live, entries, versions, writer)
  const ignored = ignoredIn(kind, config, writer.subresource)
  const write: OwnedWrite = { writer, time: formatTime(server.clock.now()), ignored, versions }
  const applied = applyConfig(live, config, owners, write)
  refuseConflicts(live, application, applied.conflicts, versions)
  // Several may own a field together from now on, so that nobody owns all the rest.
  const managers = toRecorded(withoutProgramStatus(kind, applied.owners))
  return { object: applied.object as KubeObject, managers }
}

/** What nobody was known to own is what somebody wrote before the first apply (skipnonapplied.go). */
export function firstEntries(kind: Kind, live: KubeObject): RecordedManagers {
  if (recordedManagers(live)?.length !== 0) return entriesOf(kind, live)
  return [{ manager: 'before-first-apply', operation: 'Update', apiVersion: storedApiVersion(kind) }]
}

/** All owners; the control plane's of the status only where the status is applied. */
function ownersBefore(
  kind: Kind,
  live: KubeObject,
  entries: RecordedManagers,
  versions: VersionViews,
  { subresource }: RecordedManager,
): Owners {
  const owners = recordedOwners(kind, live, entries, versions)
  if (subresource !== 'status') return owners
  const status = statusOwner(kind, live, owners, versions)
  return status ? new Map(owners).set(ownerKey(status), status) : owners
}

/** Fields of a configuration that this kind of write does not change are not owned by it. */
function ignoredIn(kind: Kind, config: KubeObject, subresource: string | undefined): FieldSet {
  if (subresource !== 'status') return ignoredBy(kind, subresource)
  const { status: _, metadata: __, ...others } = config as Unstructured
  const metadata = Object.keys(config.metadata).filter((name) => name !== 'labels' && name !== 'annotations')
  return fieldSetOf(
    ...Object.keys(others).map((name) => [`f:${name}`]),
    ...metadata.map((name) => ['f:metadata', `f:${name}`]),
  )
}

export function demandFit({ schema }: VersionView, config: KubeObject, gvk: GroupVersionKind): void {
  const problem = configProblem(schema, config)
  if (problem === undefined) return
  const { namespace = '', name = '' } = config.metadata
  const { group, version, kind } = gvk
  throw unknownFailure(
    `failed to create typed patch object (${namespace}/${name}; ${group}/${version}, Kind=${kind}): ${problem}`,
  )
}

/**
 * Without force, a conflict ends the apply. What client-side apply set, kubectl may take over as long as its annotation
 * tells of it (lastappliedmanager.go).
 */
export function refuseConflicts(
  live: KubeObject,
  { writer, force }: Application,
  conflicts: Conflicts,
  versions: VersionViews,
): void {
  if (force || conflicts.size === 0) return
  const allowed = writer.manager === 'kubectl' ? lastAppliedFields(live, versions) : undefined
  if (allowed === undefined) throw conflictError(conflicts)
  const left = new Map<string, Conflicts extends ReadonlyMap<string, infer T> ? T : never>()
  for (const [key, { owner, fields }] of conflicts) {
    const rest = difference(fields, allowed)
    if (!isEmptySet(rest)) left.set(key, { owner, fields: rest })
  }
  if (left.size > 0) throw conflictError(left)
}

function lastAppliedFields(live: KubeObject, versions: VersionViews): FieldSet | undefined {
  const text = live.metadata.annotations?.[LAST_APPLIED]
  const config = text === undefined ? undefined : parsed(text)
  if (!isJsonObject(config) || typeof config.apiVersion !== 'string') return undefined
  const view = versions.get(config.apiVersion)
  return view && toFieldSet(view.schema, config)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
