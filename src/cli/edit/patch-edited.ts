/** Sends what was edited, object by object. Source: kubectl, cmd/util/editor/editoptions.go. */

import { kindName, type Registry } from '../../api/registry.ts'
import { groupResource } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isInvalid, isNotFound, StatusError } from '../../apimachinery/status-error.ts'
import { type Client, nameOf, type WriteOptions } from '../../apiserver/client.ts'
import { makeChangePatch } from '../../apply/change-patch.ts'
import { withLastApplied } from '../../apply/last-applied.ts'
import { messageOf } from '../../base/error-message.ts'
import { deepCopy, deepEqual } from '../../base/json.ts'
import { toCompactJson } from '../../printers/json.ts'
import type { Attempt } from '../carry-out.ts'
import { CliError } from '../errors.ts'
import type { OperationPrinter } from '../output/operation.ts'
import { recordCause } from '../output/record.ts'
import { otherNamespace } from '../resources/manifests.ts'
import type { FoundObject } from '../resources/read.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'
import type { Reason } from './edited-text.ts'

/** How edited objects are sent. */
export interface SendOptions {
  fieldManager: string
  fieldValidation: NonNullable<WriteOptions['fieldValidation']>
  subresource: string
  outputPatch: boolean
  saveConfig: boolean
  record: boolean
  line: string
  registry: Registry
  print: OperationPrinter
}

/** What came of it. */
export interface Sent extends Attempt {
  /** What is invalid and to be edited again. */
  reasons: Reason[]
  /** Some object is gone. */
  missing: boolean
  /** Some object was refused for another reason, and may be accepted later. */
  retryable: boolean
}

/** Sends the differences. Stops at what was edited so that it is no longer the same object. */
export function patchEdited(
  originals: readonly FoundObject[],
  edited: readonly FoundObject[],
  client: Client,
  options: SendOptions,
): Promise<Sent> {
  return sendEach(edited, (target, sent) => patchOne(originals, target, client, options, sent))
}

/** Sends objects one after another, up to the first that fails. */
export async function sendEach(
  edited: readonly FoundObject[],
  send: (target: FoundObject, sent: Sent) => Promise<void>,
): Promise<Sent> {
  const output = collectOutput()
  const sent: Sent = { output, failure: undefined, reasons: [], missing: false, retryable: false }
  try {
    for (const target of edited) await send(target, sent)
  } catch (error) {
    sent.failure = error
  }
  return sent
}

async function patchOne(
  originals: readonly FoundObject[],
  { resource, object }: FoundObject,
  client: Client,
  options: SendOptions,
  sent: Sent,
): Promise<void> {
  const { output } = sent
  const before = originals.find((each) => each.object.metadata.uid === object.metadata.uid)?.object
  if (before === undefined) throw new CliError(`no original object found for ${nameIn({ resource, object })}`)
  const { namespace = '' } = before.metadata
  if (object.metadata.namespace !== before.metadata.namespace)
    throw otherNamespace(object.metadata.namespace ?? '', namespace)
  const after = prepared(object, options)
  if (deepEqual(before, after)) return options.print(after, 'skipped', output)
  if (isAnother(before, after)) throw new CliError('At least one of apiVersion, kind and name was changed')
  const { type, patch } = await makeChangePatch(
    await options.registry.load(kindName(resource)),
    before,
    after,
  )
  if (options.outputPatch) output.stdout(`Patch: ${toCompactJson(patch)}\n`)
  try {
    const settings = writeOptions(options, output)
    const patched = await client.patch(kindName(resource), nameOf(before), type, patch, settings)
    options.print(patched as Unstructured, 'edited', output)
  } catch (error) {
    output.stderr(`error: ${tellRefusal(error, nameIn({ resource, object }), sent)}\n`)
  }
}

function prepared(object: Unstructured, { saveConfig, record, line }: SendOptions): Unstructured {
  const after = deepCopy(saveConfig ? withLastApplied(object) : object)
  recordCause(after, record, line)
  return after
}

function isAnother(before: Unstructured, after: Unstructured): boolean {
  return (
    before.apiVersion !== after.apiVersion ||
    before.kind !== after.kind ||
    before.metadata.name !== after.metadata.name
  )
}

function writeOptions(
  { fieldManager, fieldValidation, subresource }: SendOptions,
  output: CollectedOutput,
): WriteOptions {
  return {
    ...{ fieldManager, fieldValidation, onWarning: output.warn },
    ...(subresource !== '' && { subresource }),
  }
}

/** `configmaps "x"`. */
export function nameIn({ resource, object }: FoundObject): string {
  return `${groupResource(resource)} ${quote(object.metadata.name ?? '')}`
}

/** Notes the refusal, and gives the line about it. */
function tellRefusal(error: unknown, name: string, sent: Sent): string {
  if (isInvalid(error)) {
    sent.reasons.push({ head: `${name} was not valid`, details: causesOf(error) })
    return `${name} is invalid`
  }
  if (isNotFound(error)) {
    sent.missing = true
    return `${name} could not be found on the server`
  }
  sent.retryable = true
  return `${name} could not be patched: ${messageOf(error)}`
}

function causesOf(error: unknown): string[] {
  if (!(error instanceof StatusError)) return []
  return (error.status.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`)
}
