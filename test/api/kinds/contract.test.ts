/** What every registered kind must keep, whatever the object: objects arrive with any optional field missing. */
import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { kindModules } from '../../../src/api/kinds/index.ts'
import { deepCopy, deepFreeze } from '../../../src/base/json.ts'
import { created, described, manifest, NOW } from './harness.ts'

const MINIMAL = ['{}', 'spec: {}', 'spec: {}\nstatus: {}', 'metadata: {labels: {a: b}}\nspec: {}']

const kinds = await Promise.all(
  Object.entries(kindModules).map(
    async ([name, load]): Promise<[string, KindDefinition]> => [name, await load()],
  ),
)

it('lists every kind that a file below src/api/kinds defines', async () => {
  const folder = new URL('../../../src/api/kinds/', import.meta.url)
  const files = await readdir(folder, { recursive: true })
  const listed = new Set(kinds.map(([, definition]) => definition))
  for (const file of files.filter((name) => name.endsWith('.ts'))) {
    const path = new URL(file, folder)
    if (!(await readFile(path, 'utf8')).includes('= defineKind<')) continue
    const module = (await import(path.href)) as Record<string, unknown>
    const defined = Object.values(module).filter(
      (value) => typeof value === 'object' && value !== null && 'kind' in value && 'group' in value,
    )
    expect(defined.length, file).toBeGreaterThan(0)
    for (const definition of defined) expect(listed.has(definition as KindDefinition), file).toBe(true)
  }
})

describe.each(kinds)('the kind %s', (name, definition) => {
  it('stands in the list under its own name', () => {
    expect([definition.kind, `${definition.kind}.${definition.group}`]).toContain(name)
  })

  it.each(MINIMAL)('defaults %j once and for all', (yaml) => {
    const object = manifest(definition, yaml)
    definition.defaults?.(object)
    const again = deepCopy(object)
    definition.defaults?.(again)
    expect(again).toEqual(object)
  })

  it.each(MINIMAL)('judges %j without failing and without touching it', (yaml) => {
    const object = created(definition, yaml)
    expect(Array.isArray(definition.validate?.(object) ?? [])).toBe(true)
    expect(Array.isArray(definition.warnings?.(object) ?? [])).toBe(true)
    for (const [index, term] of definition.indexes?.(object) ?? [])
      expect(`${index} ${term}`).toMatch(/^\S+ /)
  })

  it.each(MINIMAL)('finds no fault with an update of %j that changes nothing', (yaml) => {
    const old = created(definition, yaml)
    const object = deepCopy(old)
    definition.prepareUpdate?.(object, old, { now: NOW })
    expect(definition.validateUpdate?.(deepFreeze(object), old) ?? []).toEqual([])
  })

  it('shows a cell in each column, the name among them', () => {
    const object = created(definition, '{}')
    const cells = (definition.columns ?? []).map((column) => column.cell(object, NOW))
    expect(cells.every((cell) => ['string', 'number', 'boolean'].includes(typeof cell))).toBe(true)
    expect(cells.some((cell) => String(cell) === 'a')).toBe(true)
  })

  it('is described', async () => {
    if (definition.describe)
      expect(await described(definition, created(definition, '{}'))).toMatch(/^Name: +a\n/)
  })
})
