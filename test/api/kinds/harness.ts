/** Puts objects through a kind's hooks in the order in which the API server calls them. */
import { parse } from 'yaml'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import type { DescribeContext, ObjectReader } from '../../../src/api/describe-context.ts'
import { formatFieldError } from '../../../src/apimachinery/field-error.ts'
import type { KubeObject, NamespacedName } from '../../../src/apimachinery/object.ts'
import { notFound } from '../../../src/apimachinery/status-error.ts'
import { deepCopy, deepFreeze } from '../../../src/base/json.ts'

/** When everything in these tests happens: 2026-11-22T03:00:00Z. */
export const NOW = Date.parse('2026-11-22T03:00:00Z')

/** An object out of YAML; without metadata of its own it is called 'a' in namespace 'shop'. */
export function manifest<T extends KubeObject>(definition: KindDefinition<T>, yaml: string): T {
  const content = parse(yaml) as Partial<T> | null
  const apiVersion = definition.group === '' ? 'v1' : `${definition.group}/v1`
  const metadata = { name: 'a', namespace: 'shop', ...content?.metadata }
  return { apiVersion, kind: definition.kind, ...content, metadata } as T
}

/** The object as it would be stored on creation, frozen. */
export function created<T extends KubeObject>(definition: KindDefinition<T>, yaml: string): T {
  const object = manifest(definition, yaml)
  definition.defaults?.(object)
  definition.prepareCreate?.(object, { now: NOW })
  return deepFreeze(object)
}

/** The errors of a creation, each as the user reads it. */
export function creationErrors<T extends KubeObject>(definition: KindDefinition<T>, yaml: string): string[] {
  const object = created(definition, yaml)
  const errors = [...(definition.validate?.(object) ?? []), ...(definition.validateCreate?.(object) ?? [])]
  return errors.map(formatFieldError)
}

/** The object after an update, with the errors of the step. */
export function updated<T extends KubeObject>(
  definition: KindDefinition<T>,
  old: T,
  change: (object: T) => void,
): { object: T; errors: string[] } {
  const object = deepCopy(old)
  change(object)
  definition.defaults?.(object)
  definition.prepareUpdate?.(object, old, { now: NOW })
  deepFreeze(object)
  const errors = [
    ...(definition.validate?.(object, old) ?? []),
    ...(definition.validateUpdate?.(object, old) ?? []),
  ]
  return { object, errors: errors.map(formatFieldError) }
}

/** Names and cells of the table; wide columns too if asked for. */
export function table<T extends KubeObject>(
  definition: KindDefinition<T>,
  object: T,
  wide = false,
): Record<string, string | number | boolean> {
  const columns = (definition.columns ?? []).filter(({ priority }) => wide || !priority)
  return Object.fromEntries(columns.map((column) => [column.name, column.cell(object, NOW)]))
}

/** What a describer finds: objects by kind, looked up by any index whose terms they have. */
export type World = Readonly<Record<string, readonly KubeObject[]>>

/** The text of `kubectl describe`. Lookups give all objects of the kind in this world. */
export async function described<T extends KubeObject>(
  definition: KindDefinition<T>,
  object: T,
  world: World = {},
): Promise<string> {
  const context: DescribeContext = { client: reader(world), now: NOW, showEvents: true }
  const module = await definition.describe?.()
  return (await module?.describe(object, context)) ?? ''
}

function reader(world: World): ObjectReader {
  const all = (kind: string) => (world[kind] ?? []) as never[]
  const named = (kind: string, name: string) =>
    all(kind).find((object: KubeObject) => object.metadata.name === name)
  return {
    async get(kind: string, { name }: NamespacedName) {
      const found = named(kind, name)
      if (!found) throw notFound({ group: 'coordination.k8s.io', resource: `${kind.toLowerCase()}s` }, name)
      return found
    },
    find: async (kind: string, { name }: NamespacedName) => named(kind, name),
    list: async (kind: string) => ({ apiVersion: 'v1', kind: `${kind}List`, metadata: {}, items: all(kind) }),
    lookup: async (kind: string) => all(kind),
    aggregate: async () => ({}),
    dependents: async () => [],
  } as unknown as ObjectReader
}
