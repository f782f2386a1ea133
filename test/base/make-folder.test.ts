/** Folders of one user. */
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeFolder } from '../../src/base/make-folder.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'kubelite-folder-'))
  writeFileSync(join(root, 'file'), '')
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('a folder', () => {
  it.each(['one', 'above/of/one', 'one'])('is there for its owner alone, with those above it: %s', (name) => {
    makeFolder(join(root, name))
    expect(statSync(join(root, name)).mode & 0o777).toBe(0o700)
  })

  it.each([
    ['file', 'EEXIST'],
    ['file/below', 'ENOTDIR'],
  ])('cannot be where there is a file: %s', (name, code) => {
    expect(() => makeFolder(join(root, name))).toThrow(expect.objectContaining({ code }))
  })

  it.skipIf(!existsSync('/proc/self'))('is refused by file systems that take none', () => {
    expect(() => makeFolder('/proc/kubelite/home')).toThrow(expect.objectContaining({ code: 'ENOENT' }))
  })
})
