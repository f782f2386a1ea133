/** The bodies of PATCH: which of the four types it is, and what it says. Source: endpoints/handlers/patch.go. */
import { required } from '../apimachinery/field-error.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import { badRequest, invalid, unsupportedMediaType } from '../apimachinery/status-error.ts'
import type { PatchType } from '../apiserver/client.ts'
import { isJsonObject, type Json } from '../base/json.ts'
import { placed, readJson, readYaml } from './body.ts'
import type { Exchange } from './exchange.ts'
import { headerOf, mediaTypeOf } from './message.ts'
import { checkForce, flagIn } from './options.ts'

/** A patch, or a configuration to be applied. */
export type RestPatch =
  | { type: PatchType; body: unknown }
  | {
      type: 'apply'
      config: Unstructured
      fieldManager: string
      force: boolean
      duplicates: readonly string[]
    }

const TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
}
const APPLY = 'application/apply-patch+yaml'

/** Reads the patch. Throws UnsupportedMediaType, BadRequest, Invalid. */
export async function readPatch(exchange: Exchange): Promise<RestPatch> {
  const { request, query } = exchange
  const media = mediaTypeOf(headerOf(request, 'content-type'))
  const text = Buffer.from(request.body).toString()
  if (media === APPLY) return readConfig(exchange, text)
  const type = Object.hasOwn(TYPES, media) ? TYPES[media] : undefined
  if (type === undefined) throw unsupportedMediaType([...Object.keys(TYPES), APPLY])
  checkForce(query)
  const read = readJson(text)
  if ('value' in read) return { type, body: read.value }
  throw badRequest(type === 'merge' ? `error decoding patch: ${read.problem}` : read.problem)
}

async function readConfig({ query, target }: Exchange, text: string): Promise<RestPatch> {
  const fieldManager = query.get('fieldManager') ?? ''
  if (fieldManager === '')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      required('fieldManager', 'is required for apply patch'),
    ])
  const read = await readYaml(text)
  if ('problem' in read) throw badRequest(`error decoding YAML: ${read.problem}`)
  const object = objectIn(read.value)
  const config = { ...object, metadata: placed(object, target) } as Unstructured
  return {
    type: 'apply',
    config,
    fieldManager,
    force: flagIn(query, 'force') ?? false,
    duplicates: read.duplicates,
  }
}

function objectIn(value: Json): Partial<Unstructured> {
  if (isJsonObject(value)) return value as unknown as Partial<Unstructured>
  throw badRequest('error decoding YAML: error unmarshaling JSON: cannot unmarshal into Go value')
}
