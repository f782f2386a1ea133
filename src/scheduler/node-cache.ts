/** The nodes as far as they were asked for: read once, then kept up to date by the changes that go by. */
import type { Client } from '../apiserver/client.ts'
import type { Node, Pod } from '../generated/types.ts'
import type { ChangeLog } from './change-log.ts'
import { createNodeDomains, type NodeDomains } from './node-domains.ts'
import { assumePod, createNodeInfo, type NodeInfo, renewPod } from './node-info.ts'
import { createNodeSlots, type NodeSlot } from './node-slots.ts'
import { type PodInfo, podInfo } from './pod-info.ts'

/** The nodes, and what their pods take of them. */
export interface NodeCache {
  /** Brings the list of nodes up to date; costs nothing while no node comes or goes. */
  refresh(): Promise<void>
  /** All nodes, in the order in which they are tried: another list whenever nodes have come or gone. */
  slots(): readonly NodeSlot[]
  /** The nodes that are no longer what they were: by themselves, their pods, or those for which they hold room. */
  readonly changes: ChangeLog<NodeSlot>
  /** What nodes are asked about this one may have another answer now. */
  touch(name: string): void
  find(name: string): NodeSlot | undefined
  /** Reads the node and the sums of its pods; undefined if it is gone. */
  load(slot: NodeSlot): Promise<NodeInfo | undefined>
  /** Reads the Node objects, not the sums, of these nodes; of all where left out. */
  loadNodes(names?: Iterable<string>): Promise<void>
  /** Counts a pod that was just bound. */
  assume(name: string, pod: PodInfo): void
  /** A pod on the node has started, or says something else that no sum counts. */
  renew(name: string, pod: Pod): void
  /** What is known of the node's pods is no longer true. */
  invalidatePods(name: string): void
  /** What is known of the node is no longer true; `list` if it has come or gone. */
  invalidateNode(name: string, list: boolean): void
  /** The domains into which a topology key divides the nodes. */
  domains(key: string): NodeDomains
  /** Changes whenever anything about a Node object may have changed, its pods aside. */
  epoch(): number
}

/** From so many nodes on, one list costs less than reading each. */
const LIST_FROM = 20

/** A cache that reads what it is first asked for. */
export function createNodeCache(client: () => Client): NodeCache {
  const slots = createNodeSlots()
  let isListed = false
  let epoch = 0

  async function readNode(slot: NodeSlot): Promise<Node | undefined> {
    slot.node ??= await client().find('Node', { namespace: '', name: slot.name })
    return slot.node
  }

  return {
    async refresh() {
      if (isListed) return
      slots.renew((await client().names('Node')).map(({ name }) => name))
      isListed = true
    },
    slots: slots.list,
    changes: slots.changes,
    touch: slots.changed,
    find: slots.find,
    async load(slot) {
      const node = await readNode(slot)
      if (!node) return undefined
      slot.info = createNodeInfo(node, await client().aggregate('Pod', 'node', slot.name), slot.ordinal)
      return slot.info
    },
    async loadNodes(names) {
      const wanted = names ? [...names].map(slots.find) : slots.list()
      const missing = wanted.filter((slot) => slot !== undefined && slot.node === undefined)
      if (missing.length < LIST_FROM) for (const slot of missing) await readNode(slot!)
      else
        for (const node of (await client().list('Node')).items)
          slots.of(node.metadata.name ?? '').node ??= node
    },
    assume(name, pod) {
      const info = slots.changed(name)?.info
      if (info) assumePod(info, pod)
    },
    renew(name, pod) {
      const info = slots.find(name)?.info
      if (!info?.pods) return
      renewPod(info, podInfo(pod))
      slots.changed(name)
    },
    invalidatePods(name) {
      const slot = slots.changed(name)
      if (slot) slot.info = undefined
    },
    invalidateNode(name, list) {
      epoch++
      const slot = slots.changed(name)
      if (slot) [slot.node, slot.info] = [undefined, undefined]
      if (list) isListed = false
    },
    domains: createDomainsByKey(),
    epoch: () => epoch,
  }
}

function createDomainsByKey(): (key: string) => NodeDomains {
  const known = new Map<string, NodeDomains>()
  return (key) => {
    const domains = known.get(key) ?? createNodeDomains(key)
    known.set(key, domains)
    return domains
  }
}
