/** The list of admission plugins is whole. */
import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { createAdmission } from '../../../src/apiserver/admission/index.ts'

it('names every plugin that has a file, once', () => {
  const folder = new URL('../../../src/apiserver/admission/', import.meta.url)
  const names = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
    .flatMap((source) => /: AdmissionPlugin = \{\s+name: '(\w+)'/.exec(source)?.[1] ?? [])
  expect(names.length).toBeGreaterThan(5)
  expect(
    createAdmission()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(names.sort())
})
