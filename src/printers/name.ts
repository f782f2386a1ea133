/** The output of `-o name`. */
import { parseApiVersion } from '../apimachinery/object.ts'
import { PrintError } from './print-error.ts'

/** What `-o name` needs to know of an object. */
export interface Named {
  apiVersion?: string
  kind?: string
  metadata?: { name?: string }
}

/** `pod/x` or `deployment.apps/x`, without a newline. Throws PrintError where the kind is missing. */
export function formatName(object: Named): string {
  const name = object.metadata?.name || '<unknown>'
  if (!object.kind) throw new PrintError(`missing kind for resource with name ${name}`)
  return `${qualifiedKind(object.kind, parseApiVersion(object.apiVersion ?? '').group)}/${name}`
}

/** The kind as kubectl writes it before a name: lower case, with its group where it has one. */
export function qualifiedKind(kind: string, group: string): string {
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`
}
