/** POST, PUT, PATCH and DELETE. Source: k8s.io/apiserver, endpoints/handlers. */
import { kindName } from '../api/registry.ts'
import {
  formatApiVersion,
  type KubeList,
  type KubeObject,
  type Unstructured,
} from '../apimachinery/object.ts'
import { methodNotAllowed, noSuchResource } from '../apimachinery/status-error.ts'
import { type Client, type DeleteOptions, nameOf } from '../apiserver/client.ts'
import { scaleOf } from '../apiserver/verbs/subresource.ts'
import { readBody, readOptions } from './body.ts'
import { servedSubresource } from './discovery.ts'
import type { Exchange } from './exchange.ts'
import type { RestResponse } from './message.ts'
import { deleteOptions, isDryRun, listOptions, writeOptions } from './options.ts'
import { readPatch } from './patch-body.ts'
import { presentList, presentObject } from './present.ts'
import { presentingOf, warningsOf } from './reads.ts'
import { respond, respondFailure } from './respond.ts'

/** What a write came to: an object, or a Status of success, and with which code. */
interface Written {
  status?: number
  object?: KubeObject
  list?: KubeList
  success?: object
}

/** Makes an object, or asks a subresource to do something. */
export async function answerCreate(exchange: Exchange): Promise<RestResponse> {
  const { target, request, query } = exchange
  checkServed(exchange, 'create')
  const { object, duplicates } = await readBody(request, target)
  return carryOut(exchange, isDryRun(query), async (client, onWarning) => {
    const options = { ...writeOptions(exchange, 'CreateOptions', onWarning), duplicates }
    const created = await client.create(kindName(target.resource), object, options)
    // To bind a pod is answered by a Status (registry/core/pod/storage, BindingREST).
    const { actsOn } = (await exchange.owner.registry.load(kindName(target.resource))).definition
    if (created.kind === 'Status' || (actsOn?.subresource ?? target.subresource) === 'binding')
      return { status: 201, success: success({ code: 201 }) }
    return { status: 201, object: created }
  })
}

/** Replaces an object, or a part of it. */
export async function answerUpdate(exchange: Exchange): Promise<RestResponse> {
  const { target, request, query } = exchange
  checkServed(exchange, 'update')
  const { object, duplicates } = await readBody(request, target)
  return carryOut(exchange, isDryRun(query), async (client, onWarning) => {
    const options = { ...writeOptions(exchange, 'UpdateOptions', onWarning), duplicates }
    const isNew = await createsBy('update', exchange, client, object)
    const updated = await client.update(kindName(target.resource), object, options)
    return { status: isNew ? 201 : 200, object: updated }
  })
}

/** Changes an object by a patch of one of four types. */
export async function answerPatch(exchange: Exchange): Promise<RestResponse> {
  const { target, query } = exchange
  checkServed(exchange, 'patch')
  const patch = await readPatch(exchange)
  const kind = kindName(target.resource)
  return carryOut(exchange, isDryRun(query), async (client, onWarning) => {
    const options = writeOptions(exchange, 'PatchOptions', onWarning)
    if (patch.type !== 'apply')
      return { object: await client.patch(kind, nameIn(exchange), patch.type, patch.body, options) }
    const { config, fieldManager, force, duplicates } = patch
    const isNew = await createsBy('patch', exchange, client, config)
    const applied = await client.apply(kind, config, { ...options, fieldManager, force, duplicates })
    return { status: isNew ? 201 : 200, object: applied }
  })
}

/** Deletes an object, or all that the query selects. */
export async function answerDelete(exchange: Exchange): Promise<RestResponse> {
  const { target, query, request } = exchange
  const { subresource, name } = target
  checkServed(exchange, name === '' ? 'deletecollection' : 'delete')
  if (subresource !== '') throw methodNotAllowed()
  const options = deleteOptions(query, await readOptions(request))
  return carryOut(exchange, options.dryRun ?? false, (client, onWarning) => {
    const asked = { ...options, onWarning }
    return name === '' ? deleteAll(exchange, client, asked) : deleteOne(exchange, client, asked)
  })
}

async function deleteOne(
  { target: { resource, namespace, name } }: Exchange,
  client: Client,
  options: DeleteOptions,
): Promise<Written> {
  const kind = kindName(resource)
  const control = await client.authorize('delete', kind, { namespace, name })
  const deleted = await client.delete(kind, { namespace, name }, options)
  const { uid } = deleted.metadata
  // What stays for a while is given as it is; what is gone only by its name.
  if (!options.dryRun && (await control.find(kind, nameOf(deleted)))?.metadata.uid === uid)
    return { object: deleted }
  const { group, plural } = resource
  return { success: success({ details: { name, ...(group && { group }), kind: plural, uid } }) }
}

/** Gives what was there before as a list. */
async function deleteAll(exchange: Exchange, client: Client, options: DeleteOptions): Promise<Written> {
  const { resource, namespace } = exchange.target
  const kind = kindName(resource)
  const selection = listOptions(exchange)
  const control = await client.authorize('deletecollection', kind, { namespace, name: '' })
  const list = await control.list(kind, selection)
  await client.deleteCollection(kind, selection, options)
  return { list }
}

/** Whether the object is not there yet. Asked by the control plane: who may write need not be one who may read. */
async function createsBy(
  verb: 'update' | 'patch',
  { target }: Exchange,
  client: Client,
  object: KubeObject,
): Promise<boolean> {
  const { resource, namespace, name, subresource } = target
  if (subresource !== '' || object.metadata.uid !== undefined) return false
  const control = await client.authorize(verb, kindName(resource), { namespace, name })
  return (await control.find(kindName(resource), { namespace, name })) === undefined
}

function nameIn({ target: { namespace, name } }: Exchange) {
  return { namespace, name }
}

function success(more: object): object {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', ...more }
}

/** Throws where the path does not have the method. */
function checkServed({ target: { resource, subresource, name } }: Exchange, verb: string): void {
  if (subresource !== '') {
    const served = servedSubresource(resource, subresource)
    if (served === undefined) throw noSuchResource()
    if (!served.verbs.includes(verb)) throw methodNotAllowed()
    return
  }
  const isAtName = verb === 'update' || verb === 'patch' || verb === 'delete'
  if (isAtName !== (name !== '') || !(resource.verbs as readonly string[]).includes(verb))
    throw methodNotAllowed()
}

/**
 * Carries a write out as one step, and answers with what was written. The answer comes when the cluster has converged:
 * it tells of the object as it was then, and any later request sees what has become of it. What went well before a
 * failure is kept, as a server keeps it.
 */
async function carryOut(
  exchange: Exchange,
  isRehearsal: boolean,
  work: (client: Client, onWarning: (message: string) => void) => Promise<Written>,
): Promise<RestResponse> {
  const { cluster, form } = exchange
  const attempt = async (client: Client) => {
    const warnings: string[] = []
    const now = cluster.clock.now()
    try {
      return { written: await work(client, (message) => void warnings.push(message)), warnings, now }
    } catch (failure) {
      return { failure, warnings, now }
    }
  }
  const outcome = await (isRehearsal ? cluster.read(attempt) : cluster.write(attempt))
  if ('failure' in outcome) return respondFailure(outcome.failure, form, outcome.warnings)
  const { written, warnings, now } = outcome
  const presenting = await presentingOf(exchange, now)
  const all = [...warningsOf(presenting), ...warnings]
  const { status = 200, object, list, success: plain } = written
  if (list !== undefined) return respond(status, await presentList(list, presenting), form, all)
  if (object === undefined) return respond(status, JSON.stringify(plain), withoutTransform(form), all)
  return respond(status, await presentWritten(exchange, object, presenting), form, all)
}

/** A Scale is what its subresource exchanges, whatever was written; tokens and the like are as they are. */
async function presentWritten(
  { target: { resource, subresource } }: Exchange,
  object: KubeObject,
  presenting: Parameters<typeof presentObject>[1],
): Promise<string> {
  if (subresource === 'scale' && object.kind !== 'Scale')
    return presentObject(scaleOf(presenting.kind, object), presenting)
  const own = formatApiVersion(resource.group, resource.version)
  if (object.kind === resource.kind && object.apiVersion === own) return presentObject(object, presenting)
  const { typedForm } = await import('../api/schema/typed-form.ts')
  return JSON.stringify(typedForm(object as Unstructured))
}

function withoutTransform({ as: _, ...form }: Exchange['form']): Exchange['form'] {
  return form
}
