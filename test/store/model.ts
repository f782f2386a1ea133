/** The store as one would write it if neither size nor speed mattered: every state is kept whole. */
import type { Compare, Delete, IndexEntry, KeyValue, Put, StoreEvent } from '../../src/store/store.ts'

interface Entry {
  kv: KeyValue
  indexes: readonly IndexEntry[]
}

type State = ReadonlyMap<string, Entry>

/** A model store. Its answers are what a real store has to answer. */
export interface Model {
  readonly revision: number
  readonly compacted: number
  txn(compare: readonly Compare[], ops: readonly (Put | Delete)[]): boolean
  compact(revision: number): void
  range(start: string, end: string, revision?: number): KeyValue[]
  events(after: number): StoreEvent[]
  lookup(index: string, term: string): KeyValue[]
  terms(index: string): string[]
  aggregate(index: string, term: string): Record<string, number>
}

/** An empty model. */
export function createModel(): Model {
  const states: State[] = [new Map()]
  const history: StoreEvent[] = []
  let compacted = 0
  const now = () => states[states.length - 1]!
  const sorted = (state: State) =>
    [...state.values()].map(({ kv }) => kv).sort((a, b) => (a.key < b.key ? -1 : 1))
  const under = (index: string, term: string) =>
    [...now().values()].filter(({ indexes }) => indexes.some(([i, t]) => i === index && t === term))
  return {
    get revision() {
      return states.length - 1
    },
    get compacted() {
      return compacted
    },
    txn(compare, ops) {
      if (compare.some(({ key, modRevision }) => (now().get(key)?.kv.modRevision ?? 0) !== modRevision))
        return false
      const { next, events } = applyOps(now(), ops, states.length)
      if (events.length > 0) states.push(next)
      history.push(...events)
      return true
    },
    compact(revision) {
      compacted = Math.max(compacted, revision)
    },
    range: (start, end, revision = states.length - 1) =>
      sorted(states[revision]!).filter(({ key }) => key >= start && key < end),
    events: (after) => history.filter(({ revision }) => revision > after),
    lookup: (index, term) => sorted(new Map(under(index, term).map((entry) => [entry.kv.key, entry]))),
    terms(index) {
      const terms = [...now().values()].flatMap(({ indexes }) => indexes).filter(([i]) => i === index)
      return [...new Set(terms.map(([, term]) => term))].sort()
    },
    aggregate(index, term) {
      const sums: Record<string, number> = { count: 0 }
      for (const { indexes } of under(index, term)) {
        const weight = indexes.findLast(([i, t]) => i === index && t === term)![2]
        if (weight === undefined) continue
        for (const [name, amount] of [['count', 1] as const, ...Object.entries(weight)])
          sums[name] = (sums[name] ?? 0) + amount
      }
      return Object.fromEntries(Object.entries(sums).filter(([name, sum]) => sum !== 0 || name === 'count'))
    },
  }
}

function applyOps(
  state: State,
  ops: readonly (Put | Delete)[],
  revision: number,
): { next: State; events: StoreEvent[] } {
  const next = new Map(state)
  const events: StoreEvent[] = []
  for (const op of ops) {
    const previous = next.get(op.key)?.kv
    if (op.type === 'delete') {
      if (next.delete(op.key)) events.push({ type: 'delete', key: op.key, revision, kv: undefined, previous })
      continue
    }
    const createRevision = previous?.createRevision ?? revision
    const version = (previous?.version ?? 0) + 1
    const kv = { key: op.key, value: op.value, createRevision, modRevision: revision, version }
    next.set(op.key, { kv, indexes: op.indexes ?? [] })
    events.push({ type: 'put', key: op.key, revision, kv, previous })
  }
  return { next, events }
}
