/** Answers in the form that is asked for: whole objects, tables, metadata alone. Source: endpoints/handlers/response.go. */

import type { Kind, Registry } from '../api/registry.ts'
import { scaleColumns } from '../api/scale-columns.ts'
import { typedForm } from '../api/schema/typed-form.ts'
import { tableOf } from '../api/table-of.ts'
import { invalidValue } from '../apimachinery/field-error.ts'
import {
  formatApiVersion,
  type KubeList,
  type KubeObject,
  type Unstructured,
} from '../apimachinery/object.ts'
import { invalid } from '../apimachinery/status-error.ts'
import type { Table } from '../apimachinery/table.ts'
import type { JsonObject } from '../base/json.ts'
import { toCompactJson } from '../printers/json.ts'
import type { Form } from './accept.ts'
import { writeItem, writeObject } from './written.ts'

/** What answers are made with. */
export interface Presenting {
  kind: Kind
  registry: Registry
  form: Form
  query: URLSearchParams
  /** Cluster time, ms since the epoch. */
  now: number
  /** Of a Scale rather than of an object of the kind. */
  isScale?: boolean
}

/** One object, as JSON on one line. */
export async function presentObject(object: KubeObject, presenting: Presenting): Promise<string> {
  const { form, kind, registry, isScale } = presenting
  if (form.as?.kind === 'Table')
    return toCompactJson(tableFor([object], object.metadata, presenting), 'given')
  if (form.as?.kind === 'PartialObjectMetadata')
    return toCompactJson(await partial(object, presenting), 'given')
  return isScale ? toCompactJson(object, 'given') : writeObject(object, kind, registry)
}

/** What says how far a stream has come: an object of the kind that has nothing but a resourceVersion. */
export async function presentBookmark(object: KubeObject, presenting: Presenting): Promise<string> {
  const { form, kind } = presenting
  if (form.as?.kind === 'Table') return toCompactJson(tableFor([], object.metadata, presenting), 'given')
  const apiVersion = `meta.k8s.io/${form.as?.version}`
  if (form.as !== undefined)
    return toCompactJson({ ...object, kind: 'PartialObjectMetadata', apiVersion }, 'given')
  const bare = object as Unstructured
  return toCompactJson(kind.custom === undefined ? typedForm(bare) : bare, 'given')
}

/** A list of the kind's objects, as JSON on one line. */
export async function presentList(list: KubeList, presenting: Presenting): Promise<string> {
  const { form, kind, registry } = presenting
  const { metadata, items } = list
  if (form.as?.kind === 'Table') return toCompactJson(tableFor(items, metadata, presenting), 'given')
  const texts = await Promise.all(
    items.map(async (item) =>
      form.as === undefined
        ? writeItem(item, kind, registry)
        : toCompactJson(await partial(item, presenting), 'given'),
    ),
  )
  const { group, version, kind: name } = kind.resource
  const head =
    form.as === undefined
      ? { kind: `${name}List`, apiVersion: formatApiVersion(group, version), metadata }
      : { kind: 'PartialObjectMetadataList', apiVersion: `meta.k8s.io/${form.as.version}`, metadata }
  return `${toCompactJson(head, 'given').slice(0, -1)},"items":[${texts.join(',')}]}`
}

async function partial(object: KubeObject, { kind, registry, form }: Presenting): Promise<KubeObject> {
  const { metadata } = JSON.parse(await writeObject(object, kind, registry)) as KubeObject
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${form.as?.version}`, metadata }
}

function tableFor(
  objects: readonly KubeObject[],
  metadata: { resourceVersion?: string; continue?: string },
  { kind, form, query, now, isScale }: Presenting,
): Table {
  const columns = isScale ? scaleColumns : kind.definition
  const table = tableOf(columns, objects as Unstructured[], now)
  const { resourceVersion, continue: next } = metadata
  return {
    ...table,
    apiVersion: `meta.k8s.io/${form.as?.version}` as Table['apiVersion'],
    metadata: {
      ...(resourceVersion !== undefined && { resourceVersion }),
      ...(next !== undefined && { continue: next }),
    },
    rows: table.rows.map(({ cells, object }) => ({ cells, object: included(object, query, form) })),
  }
}

/** What of an object goes along with its row: its metadata, unless the query says otherwise. */
function included(object: JsonObject | undefined, query: URLSearchParams, form: Form): JsonObject {
  const wish = query.get('includeObject') || 'Metadata'
  if (wish === 'None') return null as unknown as JsonObject
  if (wish === 'Object') return object as JsonObject
  return {
    kind: 'PartialObjectMetadata',
    apiVersion: `meta.k8s.io/${form.as?.version}`,
    metadata: object?.metadata ?? {},
  } as JsonObject
}

/** Throws Invalid for an includeObject that there is not (ValidateTableOptions). */
export function checkTableOptions({ as }: Form, query: URLSearchParams): void {
  const wish = query.get('includeObject') ?? ''
  if (as?.kind !== 'Table' || ['', 'None', 'Metadata', 'Object'].includes(wish)) return
  throw invalid({ group: 'meta.k8s.io', kind: 'TableOptions' }, '', [
    invalidValue('includeObject', wish, "must be 'Metadata', 'Object', 'None', or empty"),
  ])
}
