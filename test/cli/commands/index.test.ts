/** The list of commands is whole. */
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { commands } from '../../../src/cli/commands/index.ts'

it('names every file of the folder', () => {
  const files = readdirSync(new URL('../../../src/cli/commands/', import.meta.url))
  const names = files.map((file) => file.replace('.ts', '')).filter((name) => name !== 'index')
  expect(Object.keys(commands).sort()).toEqual(names.sort())
})
