/** What chance, sessions and turns decide about a request whose way is known. */
import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/base/random.ts'
import { createTraffic, send, type Traffic } from '../../src/network/send.ts'
import type { Balancing, Candidate, Plan } from '../../src/network/way.ts'

const NOW = 1_000_000

function candidate(name: string, opens = 0): Candidate {
  return {
    key: `${name}:80`,
    asked: 'web port 80',
    hop: { kind: 'pod', text: name },
    pod: { namespace: 'default', name },
    application: { kind: 'listening', container: 'c', opens, ready: 0, hangs: Infinity },
  }
}

const balancing: Balancing = { key: 'default/web/', mode: 'random', affinity: 0 }

function plan(names: readonly string[], more: Partial<Plan> = {}): Plan {
  const candidates = names.map((name) => candidate(name))
  return {
    hops: [],
    entries: [{ hops: [], candidates }],
    balancing,
    client: '1.2.3.4',
    isProxied: false,
    ...more,
  }
}

const traffic = () => createTraffic(createRandom('send'))
const ask = (way: Plan, state: Traffic, now = NOW) => send(way, state, now).candidate?.pod?.name
const many = (way: Plan, state: Traffic, times: number, now = NOW) =>
  new Set(Array.from({ length: times }, () => ask(way, state, now)))

describe('session affinity', () => {
  const sticky = { balancing: { ...balancing, affinity: 10_000 } }
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']

  it('keeps a client at its pod, and others at theirs', () => {
    const state = traffic()
    expect(many(plan(names, sticky), state, 20).size).toBe(1)
    const others = Array.from({ length: 20 }, (_, n) =>
      ask(plan(names, { ...sticky, client: `1.1.1.${n}` }), state),
    )
    expect(new Set(others).size).toBeGreaterThan(3)
  })

  it('is over when the client has asked nothing for the time, and not before', () => {
    const state = traffic()
    const way = plan(names, sticky)
    const first = ask(way, state)
    for (let step = 1; step <= 5; step++) expect(ask(way, state, NOW + step * 9_000)).toBe(first)
    const later = Array.from({ length: 10 }, (_, n) => ask(way, state, NOW + 100_000 + n * 10_000))
    expect(new Set(later).size).toBeGreaterThan(1)
  })

  it('goes over to another pod where the pod is gone, and stays there', () => {
    const state = traffic()
    const first = ask(plan(['a'], sticky), state)
    expect([first, ask(plan(['b'], sticky), state)]).toEqual(['a', 'b'])
    expect(many(plan(['a', 'b'], sticky), state, 20)).toEqual(new Set(['b']))
  })
})

describe('a proxy', () => {
  const proxied = (opens: readonly number[]): Plan => {
    const candidates = opens.map((time, index) => candidate(`pod-${index}`, time))
    return { ...plan([], { isProxied: true }), entries: [{ hops: [], candidates }] }
  }

  it('tries others until one answers', () => {
    const state = traffic()
    for (let step = 0; step < 20; step++) {
      const outcome = send(proxied([NOW + 1, 0, NOW + 1]), state, NOW)
      expect([outcome.status, outcome.candidate?.pod?.name]).toEqual([200, 'pod-1'])
    }
  })

  it('answers itself after three', () => {
    const { status, exitCode, hops, candidate } = send(
      proxied([1, 1, 1, 1, 1].map((each) => NOW + each)),
      traffic(),
      NOW,
    )
    expect([status, exitCode, candidate]).toEqual([502, 0, undefined])
    expect(hops.map(({ kind }) => kind)).toEqual(['pod', 'retry', 'pod', 'retry', 'pod', 'retry'])
  })
})
