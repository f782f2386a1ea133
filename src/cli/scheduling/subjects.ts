/** The pods that `why` and `capacity` are about: pods of the cluster or of files, and the templates of workloads. */
import { kindName, type Registry } from '../../api/registry.ts'
import type { KubeObject, Unstructured } from '../../apimachinery/object.ts'
import { isAlreadyExists } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Pod, PodTemplateSpec } from '../../generated/types.ts'
import { qualifiedKind } from '../../printers/name.ts'
import type { Copy } from '../../scheduler/index.ts'
import { aggregate, CliError } from '../errors.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'

/** A pod to be looked at. */
export interface Subject {
  /** `pod/web-0`, `deployment.apps/web` */
  name: string
  namespace: string
  /** The pod that is in the cluster; undefined where there is only a description of one. */
  existing?: Pod
  /** The node that it names itself, or that it has: spec.nodeName. */
  node?: string
  /** A pod without a node, to be created with a generated name, and what its controller makes for it; by an index. */
  copyOf(index: number): Copy
  /** A controller makes one for each node that it fits; those that are there have this owner. */
  daemon?: { uid: string | undefined }
}

/** Subjects, and what else the files hold: a copy of the cluster gets that first. */
export interface Subjects {
  subjects: Subject[]
  others: FoundObject[]
  failure: unknown
}

/** Reads what a plan names. Throws CliError where that are no pods and nothing that makes pods. */
export async function readSubjects(plan: TargetPlan, client: Client, registry: Registry): Promise<Subjects> {
  const isWritten = plan.from === 'files'
  const { targets, errors } = await readObjects(plan, isWritten ? undefined : client)
  const subjects: Subject[] = []
  const others: FoundObject[] = []
  for (const target of targets) {
    const subject = await subjectOf(target, isWritten, registry)
    if (subject) subjects.push(subject)
    else if (isWritten) others.push(target)
    else
      throw new CliError(
        `${nameFor(target)} has no pod template: name a pod, or a workload that makes pods of a template`,
      )
  }
  if (subjects.length === 0 && errors.length === 0)
    throw new CliError('no pods, and nothing that makes pods, was given')
  return { subjects, others, failure: aggregate(errors) }
}

function nameFor({ resource, object }: FoundObject): string {
  return `${qualifiedKind(resource.kind, resource.group)}/${object.metadata.name || object.metadata.generateName || ''}`
}

async function subjectOf(
  target: FoundObject,
  isWritten: boolean,
  registry: Registry,
): Promise<Subject | undefined> {
  const { resource, object } = target
  const { definition } = await registry.load(kindName(resource))
  const template = definition.podTemplate?.(object as KubeObject)
  if (!template) return undefined
  const isPod = resource.kind === 'Pod' && resource.group === ''
  const maker = await definition.pods?.()
  const first = isWritten ? 0 : (maker?.countPods?.(object as KubeObject) ?? 0)
  const made = (index: number) => maker?.makePod(object as KubeObject, first + index) ?? { template }
  return {
    name: nameFor(target),
    namespace: object.metadata.namespace ?? '',
    ...(template.spec?.nodeName && { node: template.spec.nodeName }),
    ...(isPod && !isWritten && { existing: object as unknown as Pod }),
    ...(made(0).onEachNode && { daemon: { uid: object.metadata.uid } }),
    copyOf(index) {
      const { template: of, claims = [] } = made(index)
      return { pod: podOf(object, of), claims }
    },
  }
}

/** A pod of the template, as a controller makes it: what belongs to one object only is left out. */
function podOf({ metadata }: Unstructured, template: PodTemplateSpec): Pod {
  const { labels, annotations } = template.metadata ?? {}
  const { nodeName: _, ...spec } = template.spec ?? { containers: [] }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${metadata.name || 'pod'}-`,
      ...(metadata.namespace && { namespace: metadata.namespace }),
      ...(labels && { labels }),
      ...(annotations && { annotations }),
    },
    spec,
  }
}

/** Gives a copy of the cluster what the files hold besides pods, as far as it is not there. */
export async function createOthers(others: readonly FoundObject[], client: Client): Promise<void> {
  for (const { resource, object } of others)
    try {
      await client.create(kindName(resource), object, { fieldValidation: 'Strict' })
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
}

/** In a copy of the cluster: a daemon set's pods go, for each has its node already. */
export async function withoutDaemons({ uid }: { uid: string | undefined }, client: Client): Promise<void> {
  if (uid === undefined) return
  for (const object of await client.dependents(uid))
    if (object.kind === 'Pod') await withoutNode(object as Pod, client)
}

/** In a copy of the cluster: the pod as if it had no node, and took room nowhere. */
export async function withoutNode(pod: Pod, client: Client): Promise<Pod> {
  const { nodeName, ...spec } = pod.spec ?? { containers: [] }
  if (nodeName === undefined) return pod
  if ((pod.metadata.finalizers ?? []).length > 0)
    await client.patch('Pod', nameOf(pod), 'merge', { metadata: { finalizers: null } })
  await client.delete('Pod', nameOf(pod), { gracePeriodSeconds: 0 })
  const { nominatedNodeName: _, ...status } = pod.status ?? {}
  return { ...pod, spec, status }
}
