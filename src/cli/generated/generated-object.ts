/** Objects that commands make up out of their flags: --overrides, and how they are sent. */

import type { Registry } from '../../api/registry.ts'
import { patchSchemaOf } from '../../api/schema/patch-schema.ts'
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { PatchError } from '../../apimachinery/patch/patch-error.ts'
import type { Client, PatchType } from '../../apiserver/client.ts'
import type { Json, JsonObject } from '../../base/json.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import type { DryRun } from '../output/flags.ts'
import { applyPatch } from '../patch/patch-locally.ts'

/** --overrides and --override-type. */
export const overrideFlags = {
  overrideType: string('merge', 'How --overrides is understood: json, merge, or strategic.'),
  overrides: string('', 'A patch for the object that is made, as JSON.'),
}

/** --save-config. */
export const saveConfigFlag = {
  saveConfig: bool(false, 'Keep what was sent in the annotation that `apply` compares with.'),
}

/** The object as --overrides has it. Source: kubectl, cmd/util/override_options.go. */
export async function withOverrides(
  object: Unstructured,
  { overrides, overrideType }: { overrides: string; overrideType: string },
  registry: Registry,
): Promise<Unstructured> {
  if (overrides === '') return object
  const type = (['json', 'merge', 'strategic'] as PatchType[]).find(
    (each) => each === (overrideType || 'merge'),
  )
  if (type === undefined) throw new CliError(`invalid override type: ${overrideType}`)
  const document = object as unknown as JsonObject
  const schema = async () => patchSchemaOf((await registry.load(object.kind)).resource)
  try {
    return (await applyPatch(document, type, parseOverrides(overrides), schema)) as unknown as Unstructured
  } catch (error) {
    if (error instanceof PatchError) throw new CliError(error.message, { cause: error })
    throw error
  }
}

function parseOverrides(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    throw new CliError('Invalid JSON Patch', { cause: error })
  }
}

/**
 * The object with itself in the annotation that `apply` compares with, if that is wished: as Go writes it, so unlike
 * what `apply` keeps there (util.CreateOrUpdateAnnotation).
 */
export async function keepTyped(object: Unstructured, wished: boolean): Promise<Unstructured> {
  if (!wished) return object
  const [{ typedForm }, { toCompactJson }] = await Promise.all([
    import('../../api/schema/typed-form.ts'),
    import('../../printers/json.ts'),
  ])
  const { metadata } = object
  const { [LAST_APPLIED]: _, ...annotations } = metadata.annotations ?? {}
  const bare = {
    ...object,
    metadata: { ...metadata, ...(metadata.annotations !== undefined && { annotations }) },
  }
  const text = `${toCompactJson(typedForm(bare), 'given')}\n`
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [LAST_APPLIED]: text } } }
}

/** Sends a core object to be created, or gives it as it would be sent: without a client, too. */
export async function createGenerated(
  object: Unstructured,
  client: Client | undefined,
  { namespace, namespaceGiven }: CommandContext,
  options: {
    dryRun: DryRun
    fieldManager: string
    saveConfig: boolean
    onWarning(message: string): void
  },
): Promise<Unstructured> {
  const { dryRun, fieldManager, saveConfig, onWarning } = options
  const placed = (bare: Unstructured) => ({ ...bare, metadata: { ...bare.metadata, namespace } })
  if (client === undefined || dryRun === 'client') return namespaceGiven ? placed(object) : object
  const write = { fieldManager, dryRun: dryRun === 'server', onWarning }
  const settings = { ...write, fieldValidation: 'Ignore' } as const
  const sent = placed(await keepTyped(object, saveConfig))
  return (await client.create(object.kind as 'Pod', sent as never, settings)) as unknown as Unstructured
}

/** Labels as flags write them: `a=b,c=d`. */
export function readLabels(text: string): Record<string, string> {
  if (text === '') return {}
  const labels = text.split(',').map((spec): [string, string] => {
    const [key = '', value, ...more] = spec.split('=')
    if (value === undefined || more.length > 0) throw new CliError(`unexpected label spec: ${spec}`)
    if (key === '') throw new CliError('unexpected empty label key')
    return [key, value]
  })
  return Object.fromEntries(labels)
}

/** A whole number in base 10 as Go's strconv.Atoi reads it. */
export function readNumber(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new CliError(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
}
