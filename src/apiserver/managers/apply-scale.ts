/** Server-side apply of a Scale: its owners are those of the object's replicas (managedfields/scalehandler.go). */
import type { GroupVersionKind } from '../../api/resource.ts'
import { mergeSchemaOf } from '../../api/schema/merge-schema.ts'
import { applyConfig } from '../../apimachinery/managed-fields/apply-config.ts'
import {
  difference,
  type FieldSet,
  fieldSetOf,
  hasPath,
  NO_FIELDS,
} from '../../apimachinery/managed-fields/field-set.ts'
import { DEDUCED } from '../../apimachinery/managed-fields/merge-schema.ts'
import { type Owner, type Owners, ownerKey, ownersOf } from '../../apimachinery/managed-fields/owners.ts'
import type { VersionView } from '../../apimachinery/managed-fields/versions.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { deepCopy } from '../../base/json.ts'
import type { Request } from '../context.ts'
import { scaleOf } from '../verbs/subresource.ts'
import { type Application, demandFit, firstEntries, refuseConflicts } from './apply-owners.ts'
import { recordedOwners, toRecorded, withoutProgramStatus } from './owners.ts'
import type { RecordedManagers } from './recorded.ts'
import { storedApiVersion, versionViews } from './views.ts'

const SCALE: GroupVersionKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }
const API_VERSION = 'autoscaling/v1'
const IN_SCALE = ['f:spec', 'f:replicas']
const REPLICAS = fieldSetOf(IN_SCALE)

/**
 * The Scale that a configuration makes of that of a live object, and the managers of the object itself. Throws NotFound
 * for a kind that has none, and Conflict where others own the replicas.
 */
export async function appliedScale(
  request: Request,
  live: KubeObject,
  application: Application,
): Promise<{ object: KubeObject; managers: RecordedManagers }> {
  const { server, kind } = request
  const { config, writer } = application
  const before = scaleOf(kind, live)
  const view = await scaleView()
  demandFit(view, config, SCALE)
  const owners = await ownersOfObject(request, live)
  const path = (kind.definition.scale?.specReplicasPath ?? []).map((name) => `f:${name}`)
  const versions = new Map([[API_VERSION, view]])
  const applied = applyConfig(before, config, toScale(owners, path), {
    writer: { ...writer, apiVersion: API_VERSION },
    time: formatTime(server.clock.now()),
    ignored: NO_FIELDS,
    versions,
  })
  refuseConflicts(before, application, applied.conflicts, versions)
  const after = toObject(owners, applied.owners, { path, apiVersion: writer.apiVersion })
  return {
    object: deepCopy(applied.object as KubeObject),
    managers: toRecorded(withoutProgramStatus(kind, after)),
  }
}

/** There is one version of it, the same in the store as outside. */
async function scaleView(): Promise<VersionView> {
  const built = await mergeSchemaOf(SCALE)
  const same = (object: unknown) => object
  return { schema: built?.schema ?? DEDUCED, empty: built?.empty ?? {}, convert: same, restore: same }
}

async function ownersOfObject({ server, kind }: Request, live: KubeObject): Promise<Owners> {
  const entries = firstEntries(kind, live)
  const apiVersions = [...entries.map(({ apiVersion }) => apiVersion), storedApiVersion(kind)]
  return recordedOwners(kind, live, entries, await versionViews(server.registry, kind, apiVersions))
}

/** Of the owners of an object, those of its replicas, as owners of a Scale. */
function toScale(owners: Owners, path: readonly string[]): Owners {
  const ofReplicas = [...owners.values()].filter(({ fields }) => hasPath(fields, path))
  return ownersOf(ofReplicas.map((owner) => ({ ...owner, apiVersion: API_VERSION, fields: REPLICAS })))
}

/** The owners of an object once the replicas belong to those of its Scale. */
function toObject(
  owners: Owners,
  ofScale: Owners,
  { path, apiVersion }: { path: readonly string[]; apiVersion: string },
): Owners {
  const replicas: FieldSet = fieldSetOf(path)
  const left = new Map([...ofScale].filter(([, { fields }]) => hasPath(fields, IN_SCALE)))
  const kept = [...owners.values()].map((owner): Owner => {
    if (!hasPath(owner.fields, path)) return owner
    const key = ownerKey({ ...owner, apiVersion: API_VERSION })
    return left.delete(key) ? owner : { ...owner, fields: difference(owner.fields, replicas) }
  })
  const added = [...left.values()].map((owner): Owner => ({ ...owner, apiVersion, fields: replicas }))
  return ownersOf([...kept, ...added])
}
