/** The list of controllers is whole. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/api/registry.ts'
import { createControllers } from '../../src/controllers/index.ts'

const folder = join(import.meta.dirname, '../../src/controllers')
const registry = createRegistry({ find: async () => [], all: async () => [] })
const controllers = createControllers({ registry, expireEvents: async () => undefined })

describe('the list of controllers', () => {
  it('holds each name once', () => {
    const names = controllers.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
  })

  it('names every file that makes a reconciler', () => {
    const index = readFileSync(join(folder, 'index.ts'), 'utf8')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && file !== 'index.ts',
    )
    const makers = files.filter((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      return /^export (const \w+(: Reconciler)? = (defineController|ensureInNamespaces|\{$)|function create\w+\(.*\): Reconciler)/m.test(
        source,
      )
    })
    expect(makers.length).toBeGreaterThan(10)
    for (const file of makers) expect(index).toContain(`'./${file}'`)
  })
})
