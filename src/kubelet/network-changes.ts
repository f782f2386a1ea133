/** Which pods are to look again when the network changes: those whose scripts or probes have asked for what it is about. */
import type { Client } from '../apiserver/client.ts'
import type { Pod } from '../generated/types.ts'
import type { Change, ReconcileContext, State, Watch } from '../runtime/reconciler.ts'

const SERVICE_LABEL = 'kubernetes.io/service-name'

/** What the containers of a pod have asked the network, by container. */
type Asked = Record<string, readonly string[]>

interface PodName {
  namespace?: string
  name?: string
}

/** Keeps what a container of the pod asks. */
export async function noteAsked(
  { metadata }: Pod,
  container: string,
  questions: readonly string[],
  { state }: { client: Client; state: State },
): Promise<void> {
  const key = askedKey(metadata)
  const kept = (await state.get(key)) as Asked | undefined
  const { [container]: before = [], ...others } = kept ?? {}
  if (questions.join('\n') === before.join('\n')) return
  const next = questions.length > 0 ? { ...others, [container]: questions } : others
  await state.set(key, Object.keys(next).length > 0 ? next : undefined)
}

/** Forgets a pod that is gone. */
export async function forgetAsked(name: PodName, state: State): Promise<void> {
  await state.set(askedKey(name), undefined)
  await state.set(changedKey(name), undefined)
}

/** What has changed that a pod's scripts may depend on. */
export type ChangedThing = 'network' | 'files'

/** What has changed since the last look that the pod's scripts may depend on. Tells so once. */
export async function takeChanged(pod: Pod, state: State): Promise<ChangedThing | undefined> {
  const changed = (await state.get(changedKey(pod.metadata))) as ChangedThing | undefined
  if (changed !== undefined) await state.set(changedKey(pod.metadata), undefined)
  return changed
}

/** Notes that the scripts of a pod may have to be told again. */
export async function noteChanged(
  name: PodName,
  what: ChangedThing,
  state: Pick<State, 'get' | 'set'>,
): Promise<void> {
  const key = changedKey(name)
  if ((await state.get(key)) !== 'files') await state.set(key, what)
}

/** Services and their endpoints concern those that have asked for them by name or address; policies all that ask. */
export const networkWatches: readonly Watch[] = [
  { kind: 'Service', keys: ({ object }, context) => podsAsking(wordsOfService(object), context) },
  {
    kind: 'EndpointSlice',
    keys: ({ object }, context) => podsAsking([object.metadata.labels?.[SERVICE_LABEL] ?? ''], context),
  },
  { kind: 'NetworkPolicy', keys: (_change, context) => podsAsking([''], context) },
]

function wordsOfService(object: Change['object']): string[] {
  const { clusterIP } = (object as { spec?: { clusterIP?: string } }).spec ?? {}
  return [object.metadata.name ?? '', ...(clusterIP ? [clusterIP] : [])]
}

async function podsAsking(words: readonly string[], { state }: ReconcileContext): Promise<string[]> {
  const pods: string[] = []
  for (const { key, value } of await state.range(ASKED)) {
    const questions = Object.values(value as Asked).flat()
    if (!questions.some((question) => words.some((word) => question.includes(word)))) continue
    const [namespace = '', name = ''] = key.slice(ASKED.length).split('/')
    await noteChanged({ namespace, name }, 'network', state)
    pods.push(`${namespace}/${name}`)
  }
  return pods
}

const ASKED = 'asked/'

function askedKey({ namespace, name }: PodName): string {
  return `${ASKED}${namespace}/${name}`
}

function changedKey({ namespace, name }: PodName): string {
  return `changed/${namespace}/${name}`
}
