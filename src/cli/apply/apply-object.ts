/** Applies one object as `kubectl apply` does by itself: creates it, or sends the three-way patch. */

import { kindName, type Registry } from '../../api/registry.ts'
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { PatchError } from '../../apimachinery/patch/patch-error.ts'
import type { ThreeWayInput } from '../../apimachinery/patch/three-way.ts'
import { isConflict, isInvalid } from '../../apimachinery/status-error.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { type ApplyPatch, makeApplyPatch, statesOf } from '../../apply/apply-patch.ts'
import { withLastApplied } from '../../apply/last-applied.ts'
import type { JsonObject } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import { CliError } from '../errors.ts'
import { asNew, formatTarget, type ManifestTarget, withSource } from '../resources/target.ts'

/** What the user chose about applying. */
export interface ApplyOptions {
  /** Prefer the manifest's values where the live object was changed by somebody else. */
  overwrite: boolean
  /** Delete and create anew what cannot be patched. */
  force: boolean
  dryRun: 'none' | 'client' | 'server'
  /** Passed on with each write. */
  write: WriteOptions
  /** Gets warnings that kubectl itself gives, complete lines. */
  warn(line: string): void
  /** The name of the program in warnings. */
  program: string
}

/** What was done, and the object afterwards. */
export interface Applied {
  operation: 'created' | 'configured' | 'unchanged' | 'serverside-applied'
  object: Unstructured
}

/** Applies one object. Throws with the file's name in the text, as kubectl words it. */
export async function applyObject(
  target: ManifestTarget,
  client: Client,
  registry: Registry,
  options: ApplyOptions,
): Promise<Applied> {
  refuseGeneratedName(target)
  const modified = withLastApplied(target.object)
  const current = await readCurrent(target, client)
  if (current === undefined)
    return { operation: 'created', object: await create(target, modified, client, options) }
  if (options.dryRun === 'client') return { operation: 'configured', object: current }
  warnAbout(target, current, options)
  const patched = await patchLive(target, modified, current, client, registry, options)
  warnIfDeleting(target, patched.object, options.warn)
  return patched
}

/** What is applied again and again needs a name that stays. */
export function refuseGeneratedName({ name, object }: ManifestTarget): void {
  const { generateName } = object.metadata
  if (name === '' && generateName)
    throw new CliError(`from ${generateName}: cannot use generate name with apply`)
}

/** Tells of an object that is changed although it is about to go. */
export function warnIfDeleting(
  target: ManifestTarget,
  { metadata }: Unstructured,
  warn: ApplyOptions['warn'],
): void {
  if (metadata.deletionTimestamp)
    warn(`Warning: Detected changes to resource ${target.name} which is currently being deleted.\n`)
}

async function readCurrent(target: ManifestTarget, client: Client): Promise<Unstructured | undefined> {
  const { resource, namespace, name } = target
  const step = `retrieving current configuration of:\n${formatTarget(target)}\nfrom server for:`
  if (name === '') throw withSource(step, target.source, new CliError('resource name may not be empty'))
  try {
    return (await client.find(kindName(resource), { namespace, name })) as Unstructured | undefined
  } catch (error) {
    throw withSource(step, target.source, error)
  }
}

async function create(
  target: ManifestTarget,
  object: Unstructured,
  client: Client,
  { dryRun, write }: ApplyOptions,
): Promise<Unstructured> {
  if (dryRun === 'client') return object
  try {
    return (await client.create(kindName(target.resource), asNew(object), write)) as Unstructured
  } catch (error) {
    throw withSource('creating', target.source, error)
  }
}

function warnAbout(target: ManifestTarget, current: Unstructured, { warn, program }: ApplyOptions): void {
  if (current.metadata.annotations?.[LAST_APPLIED] !== undefined) return
  warn(
    `Warning: resource ${nameIn(target)} is missing the ${LAST_APPLIED} annotation which is required by ${program} apply. ${program} apply should only be used on resources created declaratively by either ${program} create --save-config or ${program} apply. The missing annotation will be patched automatically.\n`,
  )
}

function nameIn({ resource, name }: ManifestTarget): string {
  return `${resource.plural}/${name}`
}

async function patchLive(
  target: ManifestTarget,
  modified: Unstructured,
  current: Unstructured,
  client: Client,
  registry: Registry,
  options: ApplyOptions,
): Promise<Applied> {
  const { resource, namespace, name, source } = target
  let patch: JsonObject | undefined
  try {
    const made = await makePatch(target, modified, current, registry, options)
    patch = made.patch
    if (Object.keys(patch).length === 0) return { operation: 'unchanged', object: current }
    const object = await client.patch(
      kindName(resource),
      { namespace, name },
      made.type,
      patch,
      options.write,
    )
    return { operation: 'configured', object: object as Unstructured }
  } catch (error) {
    if (options.force && (isConflict(error) || isInvalid(error)))
      return { operation: 'configured', object: await replace(target, modified, client, options) }
    const text = patch === undefined ? '' : toCompactJson(patch)
    const step = `applying patch:\n${text}\nto:\n${formatTarget(target)}\nfor:`
    throw withSource(step, source, withSource('patching', source, error))
  }
}

/** The patch from the live object to the wished one. Throws CliError where none can be made. */
export async function makePatch(
  target: ManifestTarget,
  modified: Unstructured,
  current: Unstructured,
  registry: Registry,
  { overwrite }: Pick<ApplyOptions, 'overwrite'>,
): Promise<ApplyPatch> {
  const kind = await registry.load(kindName(target.resource))
  const states = statesOf(kind, modified, current)
  try {
    return await makeApplyPatch(kind, states, { overwrite })
  } catch (error) {
    if (error instanceof PatchError) throw patchFailure(error, states)
    throw error
  }
}

/** A patch that cannot be made, told with the three states that it would be made of. */
function patchFailure(error: PatchError, { original, modified, current }: ThreeWayInput): Error {
  if (error.code === 'precondition') return new CliError(error.message, { cause: error })
  const states = Object.entries({ original, modified, current }).map(
    ([name, state]) => `${name}:\n${toCompactJson(state)}`,
  )
  return new CliError(`creating patch with:\n${states.join('\n\n')}\n\nfor: ${error.message}`, {
    cause: error,
  })
}

/** Deletes the object at once and creates it anew. An object that a finalizer holds cannot be replaced. */
async function replace(
  { resource, namespace, name, source }: ManifestTarget,
  modified: Unstructured,
  client: Client,
  { write }: ApplyOptions,
): Promise<Unstructured> {
  const kind = kindName(resource)
  try {
    await client.delete(kind, { namespace, name }, { gracePeriodSeconds: 0, propagationPolicy: 'Background' })
    if ((await client.find(kind, { namespace, name })) !== undefined)
      throw new CliError('timed out waiting for the condition')
    return (await client.create(kind, asNew(modified), write)) as Unstructured
  } catch (error) {
    throw withSource('replacing', source, error)
  }
}
