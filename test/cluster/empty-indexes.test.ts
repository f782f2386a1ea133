/** An overlay that knows which indexes are empty answers as the overlay itself does. */
import { describe, expect, it } from 'vitest'
import { withEmptyIndexes } from '../../src/cluster/empty-indexes.ts'
import { openMemory } from '../../src/store/backends/memory.ts'
import { openOverlay } from '../../src/store/backends/overlay.ts'
import type { Put } from '../../src/store/store.ts'

const INDEX = 'things.colour'

function thing(key: string, term: string): Put {
  return { type: 'put', key, value: { key }, indexes: [[INDEX, term]] }
}

function open() {
  const base = openMemory()
  const overlay = withEmptyIndexes(openOverlay(base))
  const found = async (term: string) => (await overlay.lookup(INDEX, term)).map(({ key }) => key)
  return { base, overlay, found }
}

describe('an overlay that knows which indexes are empty', () => {
  it('knows nothing before it was asked', () => {
    expect(open().overlay.nothingUnder(INDEX)).toBe(false)
  })

  it('knows an index without any term after a look-up, and no other', async () => {
    const { overlay, found } = open()
    expect(await found('red')).toEqual([])
    expect(overlay.nothingUnder(INDEX)).toBe(true)
    expect(overlay.nothingUnder('things.size')).toBe(false)
  })

  it('does not take an index for empty where only the term has nothing', async () => {
    const { overlay, found } = open()
    await overlay.txn({ ops: [thing('a', 'green')] })
    expect(await found('red')).toEqual([])
    expect(overlay.nothingUnder(INDEX)).toBe(false)
  })

  it('finds what was written since', async () => {
    const { overlay, found } = open()
    await found('red')
    await overlay.txn({ ops: [thing('a', 'red')] })
    expect(overlay.nothingUnder(INDEX)).toBe(false)
    expect(await found('red')).toEqual(['a'])
  })

  it('finds what is written while it looks', async () => {
    const { overlay, found } = open()
    const looking = found('red')
    await overlay.txn({ ops: [thing('a', 'red')] })
    await looking
    expect(await found('red')).toEqual(['a'])
  })

  it('looks again into an index out of which all has gone', async () => {
    const { overlay, found } = open()
    await overlay.txn({ ops: [thing('a', 'red')] })
    await overlay.txn({ ops: [{ type: 'delete', key: 'a' }] })
    expect(await found('red')).toEqual([])
    await overlay.txn({ ops: [thing('a', 'red')] })
    expect(await found('red')).toEqual(['a'])
  })

  it.each(['commit', 'discard'] as const)(
    'forgets with a %s, since others may have written below',
    async (step) => {
      const { base, overlay, found } = open()
      await found('red')
      await overlay[step]()
      await base.txn({ ops: [thing('b', 'red')] })
      await overlay.discard()
      expect(overlay.nothingUnder(INDEX)).toBe(false)
      expect(await found('red')).toEqual(['b'])
    },
  )
})
