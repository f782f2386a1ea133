/**
 * Records who writes what. Nearly all writes are met here without a look at any field: the control plane's, and those of
 * the one manager that an object has.
 */
import type { Kind } from '../../api/registry.ts'
import type { KubeObject, Unstructured } from '../../apimachinery/object.ts'
import { formatTime } from '../../apimachinery/time.ts'
import { deepCopy, deepEqual } from '../../base/json.ts'
import { mutates } from '../admission/admit.ts'
import { allocates } from '../allocation/allocate.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import {
  isStatusOwned,
  type RecordedManager,
  type RecordedManagers,
  recordedManagers,
  takeManagedFields,
} from './recorded.ts'
import { componentWriter, userWriter } from './writer.ts'

/** Gives the managers of an object that has gone through the pipeline; undefined where none are to be stored. */
export type Recorder = () => Promise<RecordedManagers | undefined>

const NOTHING: Recorder = async () => undefined

/**
 * Looks at a new object before admission; the recorder is called after it. What the server itself fills in is nobody's, so
 * the fields are told one by one where it did.
 */
export function recordCreation(request: Request, object: KubeObject, options: WriteOptions): Recorder {
  takeManagedFields(object)
  const writer = userWriter(request, options)
  if (writer === undefined) return NOTHING
  const sent = mayChange(request) ? deepCopy(object) : undefined
  const entry = { ...writer, time: formatTime(request.server.clock.now()) }
  return async () => {
    if (sent === undefined || !ownedChanges(request.kind, sent, object, undefined)) return [entry]
    const { creationManagers } = await import('./track.ts')
    return creationManagers(request, sent, entry)
  }
}

/** Whether the server may change a new object of the kind on its way. */
function mayChange({ kind, server }: Request): boolean {
  return kind.definition.prepareCreate !== undefined || mutates(server, kind) || allocates(kind)
}

/** Subresources whose writes are tracked. Others act rather than change fields (a binding). */
const TRACKED = new Set([undefined, 'status', 'scale', 'resize', 'ephemeralcontainers'])

/**
 * The managers after an object was changed from one state to another; undefined where what is stored of them holds.
 * `given` is what the request says of them itself.
 */
export function recordUpdate(
  request: Request,
  old: KubeObject,
  object: KubeObject,
  options: WriteOptions,
  given: readonly unknown[] | undefined,
): Promise<RecordedManagers | undefined> | undefined {
  const user = userWriter(request, options)
  const recorded = recordedManagers(old)
  if (user === undefined && !recorded?.length) return undefined
  return recordKnown(request, { old, object }, { user, recorded }, options, given)
}

async function recordKnown(
  request: Request,
  { old, object }: { old: KubeObject; object: KubeObject },
  { user, recorded }: { user: RecordedManager | undefined; recorded: RecordedManagers | undefined },
  options: WriteOptions,
  given: readonly unknown[] | undefined,
): Promise<RecordedManagers | undefined> {
  const { subresource } = options
  const told = user !== undefined && subresource === undefined && given?.length ? given : undefined
  if (!TRACKED.has(subresource) || (recorded?.length === 0 && told === undefined)) return undefined
  if (told === undefined && !isOwnedWrite(request.kind, { old, object }, user, recorded, subresource))
    return undefined
  const writer = {
    ...(user ?? componentWriter(request, options)),
    time: formatTime(request.server.clock.now()),
  }
  const [only, ...others] = recorded ?? []
  if (told === undefined && only && others.length === 0 && isRestOf(only, writer)) return [writer]
  const { managersAfter } = await import('./track.ts')
  return managersAfter(request, { old, object, writer, isUser: user !== undefined }, told)
}

function isRestOf(entry: RecordedManager, writer: RecordedManager): boolean {
  return (
    entry.fields === undefined &&
    entry.operation === writer.operation &&
    entry.manager === writer.manager &&
    entry.apiVersion === writer.apiVersion &&
    entry.subresource === writer.subresource
  )
}

function isOwnedWrite(
  kind: Kind,
  { old, object }: { old: KubeObject; object: KubeObject },
  user: RecordedManager | undefined,
  recorded: RecordedManagers | undefined,
  subresource: string | undefined,
): boolean {
  if (subresource !== 'status') return ownedChanges(kind, old, object, subresource)
  if (metadataChanges(old, object)) return true
  return (user !== undefined || isStatusOwned(recorded ?? [])) && statusOf(old) !== statusOf(object)
}

function statusOf(object: KubeObject): unknown {
  return (object as Unstructured).status
}

/** Whether anything differs that a manager can own, and that a write of this kind can change. */
function ownedChanges(
  kind: Kind,
  old: KubeObject,
  object: KubeObject,
  subresource: string | undefined,
): boolean {
  if (metadataChanges(old, object)) return true
  const ignoresStatus = subresource === undefined && kind.resource.subresources.includes('status')
  const wish = ({ apiVersion: _, kind: __, metadata: ___, status, ...rest }: Unstructured) =>
    ignoresStatus ? rest : { ...rest, status }
  return !deepEqual(wish(old as Unstructured), wish(object as Unstructured))
}

function metadataChanges({ metadata: a }: KubeObject, { metadata: b }: KubeObject): boolean {
  return !(
    deepEqual(a.labels, b.labels) &&
    deepEqual(a.annotations, b.annotations) &&
    deepEqual(a.finalizers, b.finalizers) &&
    deepEqual(a.ownerReferences, b.ownerReferences)
  )
}
