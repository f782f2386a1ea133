/** The list of kinds is whole, and each of its lines leads to the kind it names. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { kindModules } from '../../../src/api/kinds/index.ts'
import { kindName } from '../../../src/api/registry.ts'

const folder = join(import.meta.dirname, '../../../src/api/kinds')

describe('the list of kinds', () => {
  it('names everything that a file defines', () => {
    const index = readFileSync(join(folder, 'index.ts'), 'utf8').replace(/\s+/g, '')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    )
    const defined = files.flatMap((file) => {
      const source = readFileSync(join(folder, file), 'utf8')
      return [...source.matchAll(/^export const (\w+) = defineKind</gm)].map(([, name]) => ({ file, name }))
    })
    expect(defined.length).toBeGreaterThan(50)
    for (const { file, name } of defined)
      expect(index).toMatch(new RegExp(`import\\('\\./${file}'\\).{1,20}m\\.${name}\\W`))
    expect(Object.keys(kindModules)).toHaveLength(defined.length)
  })

  it.each(Object.entries(kindModules))('leads from %s to its knowledge', async (name, load) => {
    expect(kindName(await load())).toBe(name)
  })
})
