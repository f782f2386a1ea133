/** Reads what a plan names: objects one by one, or lists of a kind. */
import { kindName } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isBadRequest, isNotFound, StatusError } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { flattenError } from '../errors.ts'
import type { TargetPlan } from './plan.ts'
import { formatResource, type ManifestTarget, type Selection, type Target } from './target.ts'

/** Objects of one kind that were read together: one object that was named, or a list. */
export interface Found {
  resource: ResourceInfo
  objects: Unstructured[]
  /** Of a list: the state of the store that it tells of. */
  resourceVersion?: string
}

/** What could be read, and why the rest could not. */
export interface ReadResult {
  found: Found[]
  errors: unknown[]
}

/** Reads everything a plan names. Failures are collected: what can be read is read. */
export async function readTargets(
  plan: TargetPlan,
  client: Client,
  options: { ignoreNotFound?: boolean; chunkSize?: number } = {},
): Promise<ReadResult> {
  const result: ReadResult = { found: [], errors: plan.from === 'files' ? [...plan.errors] : [] }
  const attempt = async (read: () => Promise<Found>) => {
    try {
      result.found.push(await read())
    } catch (error) {
      if (!(options.ignoreNotFound && flattenError(error).every(isNotFound))) result.errors.push(error)
    }
  }
  if (plan.from === 'selection')
    for (const selection of plan.selections)
      await attempt(() => readSelection(selection, plan, client, options))
  else for (const target of plan.targets) await attempt(() => readTarget(target, client))
  return result
}

/** One object, with its kind. */
export interface FoundObject {
  resource: ResourceInfo
  object: Unstructured
}

/** The objects of a plan one by one, and what could not be read. Without a client: as the files say. */
export async function readObjects(
  plan: TargetPlan,
  client: Client | undefined,
): Promise<{ targets: FoundObject[]; errors: unknown[] }> {
  if (client === undefined) return plan.from === 'files' ? plan : { targets: [], errors: [] }
  const { found, errors } = await readTargets(plan, client)
  const targets = found.flatMap(({ resource, objects }) => objects.map((object) => ({ resource, object })))
  return { targets, errors }
}

/** The objects of a plan as targets, lists taken apart: for commands that act on each. */
export async function listTargets(
  plan: TargetPlan,
  client: Client,
): Promise<{ targets: (Target | ManifestTarget)[]; errors: unknown[] }> {
  if (plan.from === 'files') return plan
  if (plan.from === 'names') return { targets: plan.targets, errors: [] }
  const { found, errors } = await readTargets(plan, client)
  const targets = found.flatMap(({ resource, objects }) =>
    objects.map((object) => targetOf(resource, object)),
  )
  return { targets, errors }
}

function targetOf(resource: ResourceInfo, { metadata }: Unstructured): Target {
  return { resource, name: metadata.name ?? '', namespace: metadata.namespace ?? '', source: '' }
}

async function readTarget(target: Target, client: Client): Promise<Found> {
  const { resource, namespace, name } = target
  return { resource, objects: [(await client.get(kindName(resource), { namespace, name })) as Unstructured] }
}

async function readSelection(
  { resource, namespace }: Selection,
  { selector, fieldSelector }: { selector: string; fieldSelector: string },
  client: Client,
  { chunkSize = 0 }: { chunkSize?: number },
): Promise<Found> {
  const objects: Unstructured[] = []
  const base = {
    ...(namespace !== undefined && { namespace }),
    ...(selector && { labelSelector: selector }),
    ...(fieldSelector && { fieldSelector }),
    ...(chunkSize > 0 && { limit: chunkSize }),
  }
  try {
    let token: string | undefined
    let resourceVersion: string | undefined
    do {
      const list = await client.list(kindName(resource), { ...base, ...(token && { continue: token }) })
      for (const item of list.items) objects.push(item as Unstructured)
      token = list.metadata.continue
      resourceVersion = list.metadata.resourceVersion
    } while (token)
    return { resource, objects, ...(resourceVersion !== undefined && { resourceVersion }) }
  } catch (error) {
    throw explainListError(error, resource, selector, fieldSelector)
  }
}

function explainListError(
  error: unknown,
  resource: ResourceInfo,
  selector: string,
  fieldSelector: string,
): unknown {
  if (!(error instanceof StatusError) || !(isBadRequest(error) || isNotFound(error))) return error
  const subject = quote(formatResource(resource))
  const what =
    selector === '' && fieldSelector === ''
      ? `Unable to list ${subject}`
      : `Unable to find ${subject} that match label selector ${quote(selector)}, field selector ${quote(fieldSelector)}`
  return new StatusError({ ...error.status, message: `${what}: ${error.message}` }, { cause: error })
}
