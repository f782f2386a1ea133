/** Which daemon sets a change concerns, and which of their nodes. */
import { daemonTolerations } from '../../api/kinds/apps/daemon-set.pod.ts'
import { getCondition } from '../../api/kinds/core/pod/conditions.ts'
import { targetNode } from '../../api/kinds/core/pod/target-node.ts'
import { selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { controllerOf, type KubeObject } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { deepEqual } from '../../base/json.ts'
import type { DaemonSet, Node, Pod } from '../../generated/types.ts'
import { type Change, keyOf, type Watch } from '../../runtime/reconciler.ts'
import { adopters, isOfOthers } from '../pod-watch.ts'
import type { ChangeLog } from './changes.ts'
import { fitOf } from './fit.ts'

/** The watches of the controller; what has changed is taken down in the log. */
export function createWatches(log: ChangeLog): Watch[] {
  const known = createKnownSets()
  return [
    {
      kind: 'DaemonSet',
      keys({ object }) {
        known.forget()
        return [keyOf(object)]
      },
    },
    { kind: 'Pod', keys: (change, { client }) => podKeys(change, client, log) },
    { kind: 'Node', keys: async (change, { client }) => nodeKeys(change, await known.list(client), log) },
    { kind: 'ControllerRevision', keys: (change, { client }) => revisionKeys(change, client, log) },
  ]
}

/** All daemon sets, read again when one has changed: a change of a node asks each of them. */
function createKnownSets() {
  let sets: readonly DaemonSet[] | undefined
  return {
    async list(client: Client) {
      sets ??= (await client.list('DaemonSet')).items
      return sets
    },
    forget() {
      sets = undefined
    },
  }
}

const daemonSets = {
  kind: 'DaemonSet',
  selector: (owner: KubeObject) => selectorFromLabelSelector((owner as DaemonSet).spec?.selector),
}

function podKeys({ type, object, previous }: Change, client: Client, log: ChangeLog) {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  if (isOfOthers('DaemonSet', pod) && (before === undefined || isOfOthers('DaemonSet', before))) return []
  if (type === 'modified' && before !== undefined && isSameDaemon(before, pod)) return []
  const keys = new Set<string>()
  for (const state of before === undefined ? [pod] : [pod, before]) {
    const key = ownerKey(state)
    const place = targetNode(state)
    if (key === undefined) continue
    keys.add(key)
    if (place !== undefined) log.of(key).places.add(place)
  }
  if (type === 'deleted' || controllerOf(pod) !== undefined) return keys
  return withAdopters(keys, pod, client, log)
}

async function withAdopters(keys: Set<string>, pod: Pod, client: Client, log: ChangeLog) {
  for (const key of await adopters(daemonSets, pod, client)) {
    log.of(key).orphans.add(pod.metadata.name ?? '')
    keys.add(key)
  }
  return keys
}

/** Nothing has changed by which a daemon pod is judged. */
function isSameDaemon(before: Pod, after: Pod): boolean {
  return (
    before.status?.phase === after.status?.phase &&
    before.spec?.nodeName === after.spec?.nodeName &&
    before.metadata.deletionTimestamp === after.metadata.deletionTimestamp &&
    deepEqual(readiness(before), readiness(after)) &&
    controllerOf(before)?.uid === controllerOf(after)?.uid &&
    deepEqual(before.metadata.labels, after.metadata.labels)
  )
}

function readiness(pod: Pod) {
  const condition = getCondition(pod, 'Ready')
  return [condition?.status, condition?.lastTransitionTime]
}

function ownerKey(object: KubeObject): string | undefined {
  const owner = controllerOf(object)
  return owner?.kind === 'DaemonSet' ? `${object.metadata.namespace ?? ''}/${owner.name}` : undefined
}

function nodeKeys({ type, object, previous }: Change, sets: readonly DaemonSet[], log: ChangeLog): string[] {
  const [node, before] = [object as Node, previous as Node | undefined]
  const isChanged = type === 'modified' && before !== undefined ? fitChange(before, node) : () => true
  const keys = sets.filter(isChanged).map(keyOf)
  for (const key of keys) log.of(key).places.add(node.metadata.name ?? '')
  return keys
}

/** Whether a node that has changed suits a daemon set otherwise than before. */
function fitChange(before: Node, after: Node): (daemonSet: DaemonSet) => boolean {
  const isSame =
    deepEqual(before.metadata.labels, after.metadata.labels) &&
    deepEqual(before.spec?.taints, after.spec?.taints)
  if (isSame) return () => false
  return ({ spec }) => {
    const pod = { ...spec!.template.spec!, tolerations: daemonTolerations(spec!.template.spec!) }
    return !deepEqual(fitOf(pod, before), fitOf(pod, after))
  }
}

async function revisionKeys({ type, object, previous }: Change, client: Client, log: ChangeLog) {
  const states = previous === undefined ? [object] : [object, previous]
  const keys = new Set(states.map(ownerKey).filter((key) => key !== undefined))
  if (type !== 'deleted' && controllerOf(object) === undefined)
    for (const key of await adopters(daemonSets, object, client)) keys.add(key)
  for (const key of keys) log.of(key).revisions = true
  return keys
}
