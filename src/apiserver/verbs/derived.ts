/** Kinds that have objects beside those that are stored: KindDefinition.derived. */
import type { ComputeContext } from '../../api/define-kind.ts'
import type { ObjectReader } from '../../api/describe-context.ts'
import type { Kind } from '../../api/registry.ts'
import type { KubeList, KubeObject, NamespacedName } from '../../apimachinery/object.ts'
import { methodNotAllowed, notFound, type StatusError } from '../../apimachinery/status-error.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import { deepFreeze } from '../../base/json.ts'
import { type ListOptions, nameOf } from '../client.ts'
import type { Request, ServerContext } from '../context.ts'
import { createSelection } from '../selection.ts'
import { listNames, listObjects } from './list.ts'
import { findObject, getObject } from './read.ts'

/** Reads of stored objects and of the others alike. What is stored hides what is not. Lists have no pages. */
export function derivedReads(server: ServerContext, kind: Kind, client: ObjectReader) {
  const derived = kind.definition.derived!
  const context = contextOf(server, client)
  const find = async (name: NamespacedName) => {
    const stored = await findObject(server, kind, name)
    return stored ?? deepFreeze(await derived.find(name, context))
  }
  return {
    find,
    get: async (name: NamespacedName) => (await find(name)) ?? getObject(server, kind, name),
    async list({ limit: _, continue: __, ...options }: ListOptions): Promise<KubeList> {
      const stored = await listObjects(server, kind, options)
      const { matches } = createSelection(kind, options)
      const known = new Set(await storedNames(server, kind))
      const others = (await derived.all(context)).filter(
        (object) => !known.has(object.metadata.name ?? '') && matches(object),
      )
      return { ...stored, items: sorted([...stored.items, ...deepFreeze(others)]) }
    },
    async names(options: { namespace?: string }) {
      const stored = await listNames(server, kind, options)
      const known = new Set(stored.map(({ name }) => name))
      const others = (await derived.all(context)).map(nameOf).filter(({ name }) => !known.has(name))
      return [...stored, ...others].sort((a, b) => compareStrings(a.name, b.name))
    },
  }
}

async function storedNames(server: ServerContext, kind: Kind): Promise<string[]> {
  return (await listNames(server, kind, {})).map(({ name }) => name)
}

function sorted(objects: readonly KubeObject[]): KubeObject[] {
  return [...objects].sort((a, b) => compareStrings(a.metadata.name ?? '', b.metadata.name ?? ''))
}

function contextOf({ clock, network }: ServerContext, client: ObjectReader): ComputeContext {
  return { client, now: clock.now(), serviceCidr: network.serviceCidr }
}

/** Whether there is such an object though none is stored. */
export async function isDerived({ server, kind, client }: Request, name: NamespacedName): Promise<boolean> {
  const { derived } = kind.definition
  return derived !== undefined && (await derived.find(name, contextOf(server, client))) !== undefined
}

/** What is told of an object that cannot be written because none is stored. */
export async function notStored(request: Request, name: NamespacedName): Promise<StatusError> {
  const { group, plural } = request.kind.resource
  return (await isDerived(request, name))
    ? methodNotAllowed()
    : notFound({ group, resource: plural }, name.name)
}
