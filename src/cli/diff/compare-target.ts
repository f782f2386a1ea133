/** An object as it is, and as it would be if it were applied. Source: kubectl, cmd/diff/diff.go. */
import { kindName, type Registry } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client, WriteOptions } from '../../apiserver/client.ts'
import { withoutLastApplied } from '../../apply/last-applied.ts'
import { makePatch, warnIfDeleting } from '../apply/apply-object.ts'
import { asNew, type ManifestTarget, withSource } from '../resources/target.ts'
import type { CollectedOutput } from '../streams.ts'
import { fileName } from './folders.ts'
import type { States } from './mask.ts'

/** How it would be applied. */
export interface CompareOptions {
  fieldManager: string
  serverSide: boolean
  forceConflicts: boolean
  /** Gets warnings. */
  output: CollectedOutput
}

/** Both states, and the name of the file for each. Stores nothing. */
export async function compareTarget(
  target: ManifestTarget,
  client: Client,
  registry: Registry,
  options: CompareOptions,
): Promise<{ file: string; states: States }> {
  const { resource, namespace, name } = target
  const live = (await client.find(kindName(resource), { namespace, name })) as Unstructured | undefined
  const merged = await merge(target, live, client, registry, options)
  if (live !== undefined) warnIfDeleting(target, live, options.output.stderr)
  return { file: fileName(resource, target), states: { live, merged } }
}

async function merge(
  target: ManifestTarget,
  live: Unstructured | undefined,
  client: Client,
  registry: Registry,
  options: CompareOptions,
): Promise<Unstructured> {
  const { resource, namespace, name, object, source } = target
  const kind = kindName(resource)
  const write = writeOptions(options)
  if (options.serverSide)
    return (await client.apply(kind, object, { ...write, force: options.forceConflicts })) as Unstructured
  if (live === undefined) return (await client.create(kind, asNew(object), write)) as Unstructured
  const { type, patch } = await makePatch(target, withoutLastApplied(object), live, registry, {
    overwrite: true,
  })
  if (Object.keys(patch).length === 0) return live
  try {
    return (await client.patch(kind, { namespace, name }, type, patch, write)) as Unstructured
  } catch (error) {
    throw withSource('patching', source, error)
  }
}

/** Unknown fields are warned of, as by a server that is asked for nothing else. */
function writeOptions({ fieldManager, output }: CompareOptions): WriteOptions {
  return { dryRun: true, fieldManager, fieldValidation: 'Warn', onWarning: output.warn }
}
