/** Which script a call begins with. */
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'

const { commandIn } = createRequire(import.meta.url)('../../scripts/build/launch.cjs') as {
  commandIn(words: readonly string[], hasScript: (word: string) => boolean): string
}
const scripts = new Set(['apply', 'get', 'help', 'describe'])

describe('the script of a call', () => {
  it.each([
    ['get pods', 'get'],
    ['get -f apply', 'get'],
    ['-n apply get pods', 'get'],
    ['--namespace apply get pods', 'get'],
    ['--namespace=apply get pods', 'get'],
    ['--match-server-version get pods', 'get'],
    ['-n get nosuch', 'get'],
    ['nosuch', 'help'],
    ['', 'help'],
  ])('%s: %s', (line, script) => {
    expect(commandIn(line.split(' '), (word) => scripts.has(word))).toBe(script)
  })
})
