/** GET: one object, a part of one, or a list. */
import { kindName } from '../api/registry.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { methodNotAllowed, noSuchResource, resourceVersionTooLarge } from '../apimachinery/status-error.ts'
import { scaleOf } from '../apiserver/verbs/subresource.ts'
import { servedSubresource } from './discovery.ts'
import type { Exchange } from './exchange.ts'
import type { RestResponse } from './message.ts'
import { listOptions } from './options.ts'
import { checkTableOptions, type Presenting, presentList, presentObject } from './present.ts'
import { respond } from './respond.ts'

/** Answers with an object, or what its subresource shows of it. */
export async function answerGet(exchange: Exchange): Promise<RestResponse> {
  const { target, query, cluster, form } = exchange
  const { resource, namespace, name, subresource } = target
  checkTableOptions(form, query)
  if (subresource !== '') checkReadable(exchange)
  await checkReached(exchange)
  const kind = kindName(resource)
  const found = await cluster.read(async (client) => {
    const reader =
      subresource === '' ? client : await client.authorize('get', kind, { namespace, name }, subresource)
    return { object: await reader.get(kind, { namespace, name }), now: cluster.clock.now() }
  })
  const presenting = await presentingOf(exchange, found.now)
  const shown = subresource === 'scale' ? scaleOf(presenting.kind, found.object) : found.object
  return respond(200, await presentObject(shown as KubeObject, presenting), form, warningsOf(presenting))
}

/** Answers with the objects that the query selects. */
export async function answerList(exchange: Exchange): Promise<RestResponse> {
  const { target, query, cluster, form } = exchange
  checkTableOptions(form, query)
  const options = listOptions(exchange)
  const { list, now } = await cluster.read(async (client) => ({
    list: await client.list(kindName(target.resource), options),
    now: cluster.clock.now(),
  }))
  const presenting = await presentingOf(exchange, now)
  return respond(200, await presentList(list, presenting), form, warningsOf(presenting))
}

/** What the answers of an exchange are made with, at a moment. */
export async function presentingOf(
  { target, owner, form, query }: Exchange,
  now: number,
): Promise<Presenting> {
  const { registry } = owner
  const kind = await registry.load(kindName(target.resource))
  return { kind, registry, form, query, now, isScale: target.subresource === 'scale' }
}

/** What is told with each answer about kinds that are about to go. */
export function warningsOf({ kind }: Presenting): string[] {
  return kind.definition.deprecated === undefined ? [] : [kind.definition.deprecated]
}

function checkReadable({ target: { resource, subresource } }: Exchange): void {
  const served = servedSubresource(resource, subresource)
  if (served === undefined) throw noSuchResource()
  if (!served.verbs.includes('get')) throw methodNotAllowed()
}

/** A read may ask for a state that is not there yet; any that is there is new enough. */
async function checkReached({ query, owner }: Exchange): Promise<void> {
  const wanted = Number(query.get('resourceVersion') ?? 0)
  if (!(wanted > 0)) return
  const { metadata } = await owner.read((client) => client.list('Namespace', { limit: 1 }))
  const newest = Number(metadata.resourceVersion)
  if (wanted > newest) throw resourceVersionTooLarge(wanted, newest)
}
