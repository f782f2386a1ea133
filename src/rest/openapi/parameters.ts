/** What requests may say in their path and behind it. */
import { parameterDocs } from '../../generated/exchanged.ts'
import type { SchemaObject } from './schema-object.ts'

/** A parameter of OpenAPI 3.0. */
export interface Parameter {
  name: string
  in: 'path' | 'query'
  required?: true
  description: string
  schema: SchemaObject
}

const TYPES: Readonly<Record<string, string>> = {
  allowWatchBookmarks: 'boolean',
  force: 'boolean',
  gracePeriodSeconds: 'integer',
  ignoreStoreReadErrorWithClusterBreakingPotential: 'boolean',
  limit: 'integer',
  orphanDependents: 'boolean',
  sendInitialEvents: 'boolean',
  timeoutSeconds: 'integer',
  watch: 'boolean',
}

const SELECTION = [
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'timeoutSeconds',
]
const DELETION = ['dryRun', 'gracePeriodSeconds', 'orphanDependents', 'propagationPolicy']
const WRITE = ['dryRun', 'fieldManager', 'fieldValidation']

/** By the action of the operation (x-kubernetes-action). Actions that are not named have none. */
export const actionParameters: Readonly<Record<string, readonly Parameter[]>> = {
  list: queries('allowWatchBookmarks', ...SELECTION, 'watch'),
  post: queries(...WRITE),
  put: queries(...WRITE),
  patch: queries(...WRITE, 'force'),
  delete: queries(...DELETION),
  deletecollection: queries(...DELETION, ...SELECTION),
}

/** What all requests to an object or a collection may say. */
export const pretty: Parameter = query('pretty')

/** The namespace in the path. */
export const namespaceParameter: Parameter = pathParameter('namespace', parameterDocs.namespace ?? '')

/** The object's name in the path. */
export function nameParameter(kind: string): Parameter {
  return pathParameter('name', `name of the ${kind}`)
}

function pathParameter(name: string, description: string): Parameter {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } }
}

function queries(...names: string[]): Parameter[] {
  return names.sort().map(query)
}

function query(name: string): Parameter {
  return {
    name,
    in: 'query',
    description: parameterDocs[name] ?? '',
    schema: { type: TYPES[name] ?? 'string' },
  }
}
