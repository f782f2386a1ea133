/** The parts that can be asked by themselves. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createChangeLog } from '../../src/scheduler/change-log.ts'
import { feasibleEnough } from '../../src/scheduler/cycle.ts'
import { normalizeToMax } from '../../src/scheduler/framework.ts'
import { defaultPlugins } from '../../src/scheduler/plugins/index.ts'
import { tryOrder } from '../../src/scheduler/try-order.ts'

it.each([
  [1, 1],
  [99, 99],
  [100, 100],
  [200, 100],
  [1000, 420],
  [5000, 500],
  [6000, 300],
  [15000, 750],
])('of %i nodes, %i feasible ones are enough', (nodes, enough) => {
  expect(feasibleEnough(nodes)).toBe(enough)
  expect(feasibleEnough(nodes, { exhaustive: true })).toBe(nodes)
})

describe('the order in which nodes are tried', () => {
  const names = Array.from({ length: 300 }, (_, index) => `zone-${Math.floor(index / 100)}-node-${index}`)

  it('is that of the names where all are looked at', () => {
    expect(tryOrder(names.slice(0, 100))).toEqual(names.slice(0, 100))
  })

  it('mixes many, so that any hundred in a row come from all zones', () => {
    const order = tryOrder(names)
    expect([...order].sort()).toEqual([...names].sort())
    for (let start = 0; start <= 200; start += 20)
      for (const zone of ['zone-0', 'zone-1', 'zone-2'])
        expect(
          order.slice(start, start + 100).filter((name) => name.startsWith(zone)).length,
        ).toBeGreaterThan(15)
  })
})

describe('the log of changes', () => {
  it('tells each reader what has changed since it came last', () => {
    const log = createChangeLog<string>(10)
    const start = log.end()
    log.add('a')
    const middle = log.end()
    log.add('b')
    expect(log.since(start)).toEqual(['a', 'b'])
    expect(log.since(middle)).toEqual(['b'])
    expect(log.since(log.end())).toEqual([])
  })

  it('says of those that come too late that it does not know any more, and keeps what the others need', () => {
    const log = createChangeLog<number>(10)
    const start = log.end()
    for (let change = 0; change < 100; change++) log.add(change)
    expect(log.since(start)).toBeUndefined()
    expect(log.since(log.end() - 10)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99])
  })
})

it.each([
  { scores: [0, 5, 10], reverse: false, expected: [0, 50, 100] },
  { scores: [0, 5, 10], reverse: true, expected: [100, 50, 0] },
  { scores: [0, 0], reverse: false, expected: [0, 0] },
  { scores: [0, 0], reverse: true, expected: [100, 100] },
  { scores: [1, 3], reverse: false, expected: [33, 100] },
])('scales $scores to $expected', ({ scores, reverse, expected }) => {
  const scaled = [...scores]
  normalizeToMax(scaled, reverse)
  expect(scaled).toEqual(expected)
})

it('lists every plugin that has a file', () => {
  const folder = new URL('../../src/scheduler/plugins/', import.meta.url)
  const names = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .flatMap((text) => /^ {2,4}name: '(\w+)',$/m.exec(text)?.[1] ?? [])
  expect(defaultPlugins.map(({ plugin }) => plugin.name).sort()).toEqual(names.sort())
})
