/** Makes the containers and pods of debugging sessions. Source: kubectl, cmd/debug/debug.go. */
import { quote } from '../../apimachinery/go-format.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Container, EphemeralContainer, Node, Pod } from '../../generated/types.ts'
import type { Attempt } from '../carry-out.ts'
import { CliError } from '../errors.ts'
import type { TargetPlan } from '../resources/plan.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { collectOutput } from '../streams.ts'
import { copyOf, type Draft, onNode, type Wish, withDebugContainer } from './drafts.ts'
import type { DraftPod } from './profiles.ts'

/** A container that somebody may attach to; '' for none. */
export interface Session {
  pod: Pod
  container: string
}

/** One session for each object of the plan, as far as it goes: the first failure ends it. */
export async function openSessions(
  client: Client,
  plan: TargetPlan,
  { namespace, wish }: { namespace: string; wish: Omit<Wish, 'tell'> },
): Promise<Attempt & { sessions: Session[] }> {
  const output = collectOutput()
  const tell = (line: string) => wish.options.quiet || output.stdout(`${line}\n`)
  const sessions: Session[] = []
  try {
    const { targets, errors } = await readObjects(plan, client)
    for (const target of targets)
      sessions.push(await open(client, target, namespace, { ...wish, tell }, output.stderr))
    return { output, failure: errors[0], sessions }
  } catch (failure) {
    return { output, failure, sessions }
  }
}

async function open(
  client: Client,
  { resource, object }: FoundObject,
  namespace: string,
  wish: Wish,
  warn: (text: string) => void,
): Promise<Session> {
  const { options } = wish
  const kind = resource.group === '' ? resource.kind : ''
  if (kind === 'Node') {
    const { pod, container } = onNode(object as unknown as Node, wish)
    pod.metadata.namespace = namespace
    return { pod: await create(client, pod), container }
  }
  if (kind !== 'Pod') throw new CliError(`${quote(typeOf(resource))} not supported by debug`)
  const pod = object as unknown as Pod
  const draft = options.copyTo === '' ? withDebugContainer(pod, wish) : copyOf(pod, wish)
  warn(rootWarning(draft))
  const { container } = draft
  if (options.copyTo === '') return { pod: await addContainer(client, pod, draft), container }
  const made = await create(client, draft.pod)
  if (options.replace) await client.delete('Pod', nameOf(pod), { gracePeriodSeconds: 0 })
  return { pod: made, container }
}

function typeOf({ group, version, kind }: FoundObject['resource']): string {
  return `${group === '' ? '' : `${group}/`}${version}, Kind=${kind}`
}

const WRITER = { fieldManager: 'kubectl', fieldValidation: 'Warn' } as const

function create(client: Client, pod: DraftPod): Promise<Pod> {
  return client.create('Pod', pod as unknown as Pod, WRITER)
}

function addContainer(client: Client, pod: Pod, { pod: draft, container }: Draft): Promise<Pod> {
  const { ephemeralContainers = [] } = draft.spec
  const added = ephemeralContainers.filter(({ name }) => name === container)
  const order = ephemeralContainers.map(({ name }) => ({ name }))
  const patch = { spec: { ephemeralContainers: added, '$setElementOrder/ephemeralContainers': order } }
  return client.patch('Pod', nameOf(pod), 'strategic', patch, {
    ...WRITER,
    subresource: 'ephemeralcontainers',
  })
}

/** What a profile grants may not reach somebody who is not root. */
function rootWarning({ pod, container }: Draft): string {
  const { securityContext, containers, ephemeralContainers = [] } = pod.spec
  const all: (Container | EphemeralContainer)[] = [...containers, ...ephemeralContainers]
  const own = all.find(({ name }) => name === container)?.securityContext
  const isGranting = own?.privileged === true || (own?.capabilities?.add ?? []).length > 0
  if (!securityContext?.runAsUser || own?.runAsUser === 0 || !isGranting) return ''
  return 'Warning: Non-root user is configured for the entire target Pod, and some capabilities granted by debug profile may not work. Please consider using "--custom" with a custom profile that specifies "securityContext.runAsUser: 0".\n'
}
