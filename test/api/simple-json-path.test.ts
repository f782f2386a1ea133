/** Paths of printer columns: what they lead to, and what is no path. */
import { expect, it } from 'vitest'
import { compileJsonPath } from '../../src/api/simple-json-path.ts'

const object = {
  metadata: { labels: { 'app.kubernetes.io/name': 'web', __proto__x: 1 } },
  items: [
    { name: 'a', ready: true, size: 3 },
    { name: 'b', ready: false, size: 7 },
  ],
}

const rows: [path: string, values: unknown[]][] = [
  ['.items[0].name', ['a']],
  ['.items[-1].name', ['b']],
  ['.items[*].size', [3, 7]],
  ['.items[0:1].name', ['a']],
  ['.items[1:].name', ['b']],
  ['.items[?(@.name=="b")].size', [7]],
  ["$.items[?(@.name != 'b')].size", [3]],
  ['.items[?(@.ready==true)].name', ['a']],
  ['.items[?(@.size>3)].name', ['b']],
  ['.items[?(@.missing)].name', []],
  ['.metadata.labels.app\\.kubernetes\\.io/name', ['web']],
  ["['metadata'].labels['app.kubernetes.io/name']", ['web']],
  ['..name', ['a', 'b']],
  ['.nothing.here[3]', []],
  ['.constructor', []],
]

it.each(rows)('%s leads to its values', (path, values) => {
  expect(compileJsonPath(path)(object)).toEqual(values)
})

it.each(['.items[', '.items[x]', '.a]'])('%s is refused', (path) => {
  expect(() => compileJsonPath(path)).toThrow()
})
