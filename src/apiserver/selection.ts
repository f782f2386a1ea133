/** Which objects a list or watch is about: label and field selectors, and the index term that finds them. */

import type { Kind } from '../api/registry.ts'
import {
  type FieldSelector,
  matchesFields,
  parseFieldSelector,
  requiredField,
} from '../apimachinery/field-selector.ts'
import { quote } from '../apimachinery/go-format.ts'
import {
  EVERYTHING,
  matchesLabels,
  parseSelector,
  requiredLabels,
  type Selector,
} from '../apimachinery/label-selector.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { badRequest } from '../apimachinery/status-error.ts'
import { messageOf } from '../base/error-message.ts'
import type { ListOptions } from './client.ts'

/** Which objects of a kind a list is to hold. */
export interface Selection {
  matches(object: KubeObject): boolean
  /** An index entry that all matching objects have; without one, they are found by scanning. */
  term?: { index: string; term: string }
}

/** Reads the selectors of a request. Throws BadRequest for what cannot be parsed or selected by. */
export function createSelection(kind: Kind, options: ListOptions): Selection {
  const { namespace = '' } = options
  const labels = options.labelSelector
    ? orBadRequest(() => parseSelector(options.labelSelector!))
    : EVERYTHING
  const fields = options.fieldSelector ? orBadRequest(() => parseFieldSelector(options.fieldSelector!)) : []
  const readers = new Map(fields.map(({ field }) => [field, fieldReader(kind, field)]))
  const term = labelTerm(kind, namespace, labels) ?? fieldTerm(kind, fields)
  return {
    matches: (object) =>
      (namespace === '' || object.metadata.namespace === namespace) &&
      matchesLabels(labels, object.metadata.labels) &&
      matchesFields(fields, (field) => readers.get(field)?.(object) ?? ''),
    ...(term && { term }),
  }
}

function orBadRequest<T>(parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    throw badRequest(messageOf(error))
  }
}

function fieldReader(kind: Kind, field: string): (object: KubeObject) => string {
  const { resource, definition } = kind
  if (field === 'metadata.name') return ({ metadata }) => metadata.name ?? ''
  if (field === 'metadata.namespace' && resource.namespaced) return ({ metadata }) => metadata.namespace ?? ''
  const reader = definition.selectableFields?.[field]
  if (!reader) throw badRequest(unknownField(kind, field))
  return reader
}

/** Kinds with fields of their own have a conversion of their own upstream, with another text. */
function unknownField({ definition, custom }: Kind, field: string): string {
  if (definition.selectableFields || custom) return `field label not supported: ${field}`
  return `${quote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
}

/** Labels are indexed by namespace, so only a request for one namespace can use them. */
function labelTerm({ definition }: Kind, namespace: string, labels: Selector): Selection['term'] {
  if (!definition.indexLabels || namespace === '') return undefined
  const [exact] = requiredLabels(labels)
  return exact && { index: 'label', term: `${namespace}/${exact[0]}=${exact[1]}` }
}

function fieldTerm({ definition }: Kind, fields: FieldSelector): Selection['term'] {
  for (const [field, index] of Object.entries(definition.fieldIndexes ?? {})) {
    const value = requiredField(fields, field)
    if (value) return { index, term: value }
  }
  return undefined
}
