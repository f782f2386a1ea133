/** Fields that a JSON text has twice. */
import { describe, expect, it } from 'vitest'
import { jsonDuplicates } from '../../src/apimachinery/json-duplicates.ts'

describe('fields that a text has twice', () => {
  it.each([
    ['none', '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}', []],
    ['one at the top', '{"a":1,"a":2}', ['duplicate field "a"']],
    ['one below', '{"spec":{"a":{"b":1},"a":2}}', ['duplicate field "spec.a"']],
    ['one in a list', '{"l":[{"n":1},{"n":[1,2],"n":"x"}]}', ['duplicate field "l[1].n"']],
    ['each once', '{"a":1,"a":2,"a":3,"b":1,"b":1}', ['duplicate field "a"', 'duplicate field "b"']],
    ['however it is written', '{ "\\u0061" : "x:\\"a\\":" , "a" : [ ] }', ['duplicate field "a"']],
    ['not what is text', '{"a":"\\"a\\":1","b":"a","c":"a"}', []],
  ])('are told: %s', (_title, text, told) => {
    expect(jsonDuplicates(text)).toEqual(told)
  })
})
