/** --applyset: an object remembers what was applied, so that what is not applied any more can be found. Source: KEP-3659. */

import { kindName, type Registry } from '../../api/registry.ts'
import { groupKind, type ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { formatApiVersion, type Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import { CliError } from '../errors.ts'
import type { DryRun } from '../output/flags.ts'
import { findUnvisited, type Visited } from '../prune/find-pruned.ts'
import type { FoundObject } from '../resources/read.ts'
import type { ManifestTarget } from '../resources/target.ts'
import { CLIENT } from '../versions.ts'
import { type ApplySetParent, formatParent, isBuiltInParent } from './apply-set-parent.ts'
import { deletePruned, type PruneOptions } from './prune.ts'

const ID = 'applyset.kubernetes.io/id'
const PART_OF = 'applyset.kubernetes.io/part-of'
const TOOLING = 'applyset.kubernetes.io/tooling'
const KINDS = 'applyset.kubernetes.io/contains-group-kinds'
const RESOURCES = 'applyset.kubernetes.io/contains-group-resources'
const NAMESPACES = 'applyset.kubernetes.io/additional-namespaces'

/** Sets that kubectl made can be gone on with: the same name stands in them. */
const TOOL = 'kubectl'

/** One apply of a set, between its two looks at the parent. */
export interface ApplySet {
  /** Labels the objects as members. Throws where one has the label already. */
  label(targets: readonly ManifestTarget[]): void
  /** Reads the parent, and lets it name all that is and will be in the set, so that nothing is lost on the way. */
  begin(client: Client, targets: readonly ManifestTarget[], dryRun: DryRun): Promise<void>
  /** Deletes the members that were not visited, and lets the parent name what is left. */
  prune(client: Client, visited: Visited, options: PruneOptions): Promise<void>
}

/** Which kinds, as `Deployment.apps`, and which namespaces a set reaches into. */
interface Reach {
  kinds: Set<string>
  namespaces: Set<string>
}

/** The set behind a parent. */
export function createApplySet(parent: ApplySetParent, registry: Registry, program: string): ApplySet {
  let before: Reach = { kinds: new Set(), namespaces: new Set() }
  let after: Reach = before
  return {
    label(targets) {
      for (const { object } of targets) addLabel(object, parent.id)
    },
    async begin(client, targets, dryRun) {
      before = await readParent(client, parent, registry, program)
      after = reachOf(targets)
      await writeParent(client, parent, union(before, after), dryRun)
    },
    async prune(client, visited, options) {
      const kinds = await Promise.all([...before.kinds].map((kind) => findKind(kind, registry)))
      const where = { uids: visited.uids, namespaces: before.namespaces }
      const found = await findUnvisited(client, kinds, where, `${PART_OF}=${parent.id}`)
      await deletePruned(client, found, options, failure)
      try {
        await writeParent(client, parent, after, options.dryRun)
      } catch (error) {
        throw new CliError(`apply and prune succeeded, but ApplySet update failed: ${messageOf(error)}`, {
          cause: error,
        })
      }
    },
  }
}

function addLabel({ metadata }: Unstructured, id: string): void {
  if (metadata.labels?.[PART_OF] !== undefined)
    throw new CliError(`ApplySet label ${quote(PART_OF)} already set in input data`)
  metadata.labels = { ...metadata.labels, [PART_OF]: id }
}

function reachOf(targets: readonly ManifestTarget[]): Reach {
  return {
    kinds: new Set(targets.map(({ resource }) => groupKind(resource))),
    namespaces: new Set(targets.map(({ namespace }) => namespace).filter((namespace) => namespace !== '')),
  }
}

function union(a: Reach, b: Reach): Reach {
  return {
    kinds: new Set([...a.kinds, ...b.kinds]),
    namespaces: new Set([...a.namespaces, ...b.namespaces]),
  }
}

/** What the parent says is in the set; nothing where there is no parent yet. Throws where it is not ours to change. */
async function readParent(
  client: Client,
  parent: ApplySetParent,
  registry: Registry,
  program: string,
): Promise<Reach> {
  const { resource, namespace, name } = parent
  const object = await client.find(kindName(resource), { namespace, name })
  if (object === undefined) {
    if (isBuiltInParent(resource)) return { kinds: new Set(), namespaces: new Set() }
    throw new CliError('custom resource ApplySet parents cannot be created automatically')
  }
  const { labels = {}, annotations = {} } = object.metadata
  checkOwnership(parent, labels, annotations)
  const kinds = await readKinds(parent, annotations, registry, program)
  const namespaces = splitList(annotations[NAMESPACES])
  return { kinds, namespaces: new Set([...namespaces, ...(namespace === '' ? [] : [namespace])]) }
}

type Texts = Readonly<Record<string, string>>

function checkOwnership(parent: ApplySetParent, labels: Texts, annotations: Texts): void {
  const subject = `ApplySet parent object ${quote(formatParent(parent))}`
  const tooling = annotations[TOOLING]
  if (tooling === undefined)
    throw new CliError(`${subject} already exists and is missing required annotation ${quote(TOOLING)}`)
  const tool = tooling.replace(/\/[^/]*$/, '')
  if (tool !== TOOL)
    throw new CliError(
      `${subject} already exists and is managed by tooling ${quote(tool)} instead of ${quote(TOOL)}`,
    )
  const id = labels[ID]
  if (id === undefined) throw new CliError(`${subject} exists and does not have required label ${ID}`)
  if (id !== parent.id)
    throw new CliError(
      `${subject} exists and has incorrect value for label ${quote(ID)} (got: ${id}, want: ${parent.id})`,
    )
}

/** The kinds of the set, out of the annotation or the older one that names resources. */
async function readKinds(
  parent: ApplySetParent,
  annotations: Texts,
  registry: Registry,
  program: string,
): Promise<Set<string>> {
  const fail = (why: string) =>
    new CliError(`parsing ApplySet annotation on ${quote(formatParent(parent))}: ${why}`)
  const kinds = annotations[KINDS]
  const resources = annotations[RESOURCES]
  if (kinds === undefined && !resources)
    throw fail(`${program} requires the ${quote(KINDS)} annotation to be set on all ApplySet parent objects`)
  if (kinds !== undefined) {
    const list = splitList(kinds)
    for (const kind of list)
      await findKind(kind, registry).catch((error: unknown) => {
        throw fail(`could not find mapping for kind in ${quote(KINDS)} annotation: ${messageOf(error)}`)
      })
    return new Set(list)
  }
  const found = await Promise.all(splitList(resources).map((name) => registry.findResource(name)))
  if (found.includes(undefined)) throw fail(`invalid group resource in ${quote(RESOURCES)} annotation`)
  return new Set(found.filter((each) => each !== undefined).map(groupKind))
}

function splitList(text: string | undefined): string[] {
  return text ? text.split(',') : []
}

async function findKind(name: string, registry: Registry): Promise<ResourceInfo> {
  const [kind = '', ...group] = name.split('.')
  const resource = await registry.findResource(name)
  if (resource?.kind === kind && resource.group === group.join('.')) return resource
  throw new CliError(`no matches for kind ${quote(kind)} in group ${quote(group.join('.'))}`)
}

/** Makes the parent, or changes what it says of the set. */
async function writeParent(
  client: Client,
  parent: ApplySetParent,
  reach: Reach,
  dryRun: DryRun,
): Promise<void> {
  if (dryRun === 'client') return
  const { resource, namespace, name } = parent
  const kind = kindName(resource)
  const write = { dryRun: dryRun === 'server', fieldManager: `${TOOL}-applyset` }
  const metadata = describeSet(parent, reach)
  try {
    if ((await client.find(kind, { namespace, name })) !== undefined)
      await client.patch(kind, { namespace, name }, 'merge', { metadata }, write)
    else await client.create(kind, newParent(parent, metadata), write)
  } catch (error) {
    throw new CliError(`failed to update ApplySet: ${messageOf(error)}`, { cause: error })
  }
}

function newParent({ resource, namespace, name }: ApplySetParent, metadata: object): Unstructured {
  const { group, version, kind } = resource
  const place = { name, ...(namespace !== '' && { namespace }) }
  return { apiVersion: formatApiVersion(group, version), kind, metadata: { ...place, ...metadata } }
}

function describeSet({ id, namespace }: ApplySetParent, { kinds, namespaces }: Reach) {
  const others = [...namespaces].filter((each) => each !== namespace)
  return {
    annotations: {
      [NAMESPACES]: others.sort().join(','),
      [KINDS]: [...kinds].sort().join(','),
      [TOOLING]: `${TOOL}/${CLIENT.gitVersion}`,
    },
    labels: { [ID]: id },
  }
}

function failure({ resource, object }: FoundObject, error: unknown): CliError {
  const { namespace = '', name = '' } = object.metadata
  const subject = `${groupKind(resource)} ${namespace === '' ? '' : `${namespace}/`}${name}`
  return new CliError(`pruning ${subject}: ${messageOf(error)}`, { cause: error })
}
