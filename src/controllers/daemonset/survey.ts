/** Looking at the places of a daemon set and taking down what is found: at those that have changed, or at all. */
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { targetNode } from '../../api/kinds/core/pod/target-node.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { DaemonSet, Node, Pod } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { claimObjects, controlledBy } from '../ownership.ts'
import type { Daemon, Verdict } from './daemon.ts'
import type { Ledger } from './ledger.ts'
import { judge } from './verdict.ts'

/** One look at a daemon set. */
export interface Round {
  context: ReconcileContext
  daemonSet: DaemonSet
  daemon: Daemon
  ledger: Ledger
}

/** Decides anew about one place and takes it down. */
export async function lookAt(round: Round, place: string): Promise<Verdict> {
  const { client } = round.context
  const term = `${round.daemonSet.metadata.uid}/${place}`
  const pods = await claim(round, await client.lookup('Pod', 'daemon', term))
  const node = await client.find('Node', { namespace: '', name: place })
  const verdict = await judgePlace(round, place, node, pods)
  await round.ledger.note(place, verdict)
  return verdict
}

/** Decides anew about all places: those of all nodes, and those of pods whose node is not there. */
export async function lookEverywhere(round: Round): Promise<void> {
  const { client } = round.context
  const pods = await podsByPlace(round)
  const verdicts = new Map<string, Verdict>()
  for (const node of (await client.list('Node')).items) {
    const name = node.metadata.name ?? ''
    verdicts.set(name, await judgePlace(round, name, node, pods.get(name) ?? []))
    pods.delete(name)
  }
  for (const [place, stray] of pods) verdicts.set(place, await judgePlace(round, place, undefined, stray))
  await round.ledger.noteAll(verdicts)
}

async function judgePlace(
  { daemon, ledger }: Round,
  name: string,
  node: Node | undefined,
  pods: readonly Pod[],
): Promise<Verdict> {
  return judge(daemon, { name, node, pods: pods.filter(isThere), backoff: await ledger.backoff(name) })
}

/** One that has ended and is deleted is gone but for its finalizers. */
function isThere(pod: Pod): boolean {
  return !isPodTerminal(pod) || pod.metadata.deletionTimestamp === undefined
}

/** All pods of the daemon set, after taking over matching orphans, by the node that they are meant for. */
async function podsByPlace(round: Round): Promise<Map<string, Pod[]>> {
  const { context, daemonSet } = round
  const owned = await controlledBy(context.client, daemonSet, 'Pod')
  const orphans = await context.client.lookup('Pod', 'orphan', daemonSet.metadata.namespace ?? '')
  const byPlace = new Map<string, Pod[]>()
  for (const pod of await claim(round, [...owned, ...orphans])) {
    const place = targetNode(pod)
    if (place === undefined) continue
    const pods = byPlace.get(place)
    if (pods) pods.push(pod)
    else byPlace.set(place, [pod])
  }
  return byPlace
}

/** Takes over pods of nobody that match; gives the places that have got one. */
export async function adopt(round: Round, names: Iterable<string>): Promise<string[]> {
  const { context, daemonSet } = round
  const { namespace = '' } = daemonSet.metadata
  const pods: Pod[] = []
  for (const name of names) {
    const pod = await context.client.find('Pod', { namespace, name })
    if (pod !== undefined) pods.push(pod)
  }
  return (await claim(round, pods)).map(targetNode).filter((place) => place !== undefined)
}

async function claim({ context, daemonSet }: Round, pods: readonly Pod[]): Promise<Pod[]> {
  const selector = selectorFromLabelSelector(daemonSet.spec?.selector)
  return claimObjects(context.client, daemonSet, 'Pod', selector, pods)
}
