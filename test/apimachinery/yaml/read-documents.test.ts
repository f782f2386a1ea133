/** Files are split and read as kubectl does it, with its errors. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseDocument as parseByLibrary } from 'yaml'
import { DocumentError, readDocuments } from '../../../src/apimachinery/yaml/read-documents.ts'

interface Answer {
  text: string
  documents?: unknown[]
  error?: string
}

async function read(data: string | Uint8Array): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const { value } of readDocuments(data)) values.push(value)
  return values
}

async function failure(data: string | Uint8Array): Promise<DocumentError> {
  const error = await read(data).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(DocumentError)
  return error as DocumentError
}

const CONVERTING = 'error converting YAML to JSON: yaml:'
const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n'

describe('kubectl answers the same to', () => {
  const answers = JSON.parse(
    readFileSync(new URL('kubectl-answers.json', import.meta.url), 'utf8'),
  ) as Answer[]
  test.each(answers.map((answer): [string, Answer] => [JSON.stringify(answer.text).slice(0, 90), answer]))(
    '%s',
    async (_, { text, documents, error }) => {
      if (error === undefined) expect(await read(text)).toEqual(documents)
      else expect((await failure(text)).message).toBe(error)
    },
  )
})

/** What the package `yaml` decides otherwise, so that only a scanner of our own could say the same. */
describe('known differences from kubectl', () => {
  const rows = JSON.parse(readFileSync(new URL('known-differences.json', import.meta.url), 'utf8')) as {
    text: string
    kubectl: Omit<Answer, 'text'>
    kubelite: Omit<Answer, 'text'>
  }[]
  test.each(rows.map((row): [string, (typeof rows)[number]] => [JSON.stringify(row.text), row]))(
    '%s',
    async (_, { text, kubectl, kubelite }) => {
      expect(kubelite).not.toEqual(kubectl)
      if (kubelite.error === undefined) expect(await read(text)).toEqual(kubelite.documents)
      else expect((await failure(text)).message).toBe(kubelite.error)
    },
  )
})

describe('what the package leaves to us', () => {
  test.each<[string, string, unknown]>([
    [
      'lines in brackets may stand left of their block',
      'a:\n  - [\n1,\n{b: c,\nd: e}\n]\n  - x\n',
      { a: [[1, { b: 'c', d: 'e' }], 'x'] },
    ],
    [
      'lines in quotes may stand left of their block',
      'a:\n  b: "x\ny"\nc: \'x\ny\'\n',
      { a: { b: 'x y' }, c: 'x y' },
    ],
    ['a comment may stand left of a value', 'a:\n  b:\n# c\n    x\n  d: e\n', { a: { b: 'x', d: 'e' } }],
    ['a single quote may be escaped', 'a: "it\\\'s \\\\\'"\nb: 1\n', { a: "it's \\'", b: 1 }],
    ['a comment may touch a quote', 'a: "b"#c\nd: e\n', { a: 'b', d: 'e' }],
    [
      'a dash, a colon at the end of an item are text',
      'a: [-, b:, {c:, d: -}]\n',
      { a: ['-', 'b:', { 'c:': null, d: '-' }] },
    ],
    ['lines left of the first one are not read', ' a: 1\nb: 2\n', { a: 1 }],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toEqual([expected])
  })

  test.each<[string, string, string]>([
    ['a missing colon', 'a:\n  b: 1\n  c\n  d: 2\n', "line 4: could not find expected ':'"],
    ['a missing colon in a list', 'a:\n- b: 1\n  c 2\n  d: 3\n', "line 4: could not find expected ':'"],
    ['an item too far left', 'a:\n    - b: 1\n   - c: 2\n', 'line 2: did not find expected key'],
    [
      'a key too far left in a list',
      'a:\n  - b: 1\n   c: 2\n',
      "line 2: did not find expected '-' indicator",
    ],
    ['a key too far left in a list at its key', 'a:\n- b: 1\n c: 2\n', 'line 2: did not find expected key'],
    ['a missing comma', 'a: {b: c\n  d: e}\n', "line 1: did not find expected ',' or '}'"],
    ['a key of several lines', 'x: y\na: {b\n  c: d}\n', "line 2: did not find expected ',' or '}'"],
    ['a question mark in brackets', 'x: y\na: [b?c]\n', "line 1: did not find expected ',' or ']'"],
    ['a stray bracket', 'x: y\na: [b]]\n', 'line 1: did not find expected key'],
    [
      'a tab before the first line of a block',
      'a: |\n  \tb\n',
      'line 2: found a tab character where an indentation space is expected',
    ],
    ['a value that means nothing, before a fault', 'a: !!int x\nb: *c\n', "unknown anchor 'c' referenced"],
  ])('%s', async (_, text, message) => {
    expect((await failure(text)).message).toBe(`${CONVERTING} ${message}`)
  })
})

describe('malformed files', () => {
  test.each<[string, string, string]>([
    [
      'bad indentation',
      `${HEAD}  name: a\n bad: indent\n`,
      `${CONVERTING} line 4: did not find expected key`,
    ],
    ['a tab', `${HEAD}\tname: a\n`, `${CONVERTING} line 4: found character that cannot start any token`],
    [
      'an unclosed mapping',
      'a: 1\nb: 2\nmetadata: {name: a\n',
      `${CONVERTING} line 3: did not find expected ',' or '}'`,
    ],
    [
      'an unclosed quote',
      'a: 1\nkind: "ConfigMap\nmetadata: {name: a}\n',
      `${CONVERTING} line 4: found unexpected end of stream`,
    ],
    ['a document separator with text', '--- foo\na: b\n', 'invalid Yaml document separator: foo'],
    ['JSON that is cut short', '{"a": 1,', 'unexpected EOF'],
    ['a list without commas', '{"a": [1 2}', `json: offset 10: invalid character '2' after array element`],
    [
      'a third JSON document that is none',
      '{"a":1}\n{"a":2}\n{"a" 3}',
      `json: offset 22: invalid character '3' after object key`,
    ],
    ['control characters', 'a: \x01\n', `${CONVERTING} control characters are not allowed`],
  ])('%s', async (_, text, message) => {
    expect((await failure(text)).message).toBe(message)
  })

  test.each<[string, number[], string]>([
    ['a stray byte', [0xff], 'invalid leading UTF-8 octet'],
    ['a broken sequence', [0xc3, 0x28], 'invalid trailing UTF-8 octet'],
    ['a surrogate', [0xed, 0xa0, 0x80], 'invalid Unicode character'],
  ])('bytes that are no text: %s', async (_, bytes, message) => {
    const data = Uint8Array.from([...Buffer.from('a: "'), ...bytes, ...Buffer.from('"\n')])
    expect((await failure(data)).message).toBe(`${CONVERTING} ${message}`)
  })

  test('what comes before the fault is read', async () => {
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const { value } of readDocuments(`a: 1\n---\nb: 2\n---\n${HEAD}  [\n---\nc: 3\n`))
        seen.push(value)
    })()
    await expect(reading).rejects.toMatchObject({
      line: 5,
      message: expect.stringContaining('did not find expected'),
    })
    expect(seen).toEqual([{ a: 1 }, { b: 2 }])
  })
})

describe('files of several documents', () => {
  test.each<[string, string, unknown[]]>([
    ['nothing', '', []],
    ['a comment', '# nothing\n', []],
    ['separators', '---\n---\n', []],
    ['documents of comments between others', 'a: 1\n---\n# none\n---\nb: 2', [{ a: 1 }, { b: 2 }]],
    ['separators with comments', '--- # first\na: 1\n--- # second\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['Windows line ends', 'a: |\r\n  x\r\n  y\r\n---\r\nb: 2\r\n', [{ a: 'x\ny\n' }, { b: 2 }]],
    ['a byte order mark', '\ufeffa: 1\n', [{ a: 1 }]],
    ['JSON documents', '{"a": 1}\n{"b": 2}', [{ a: 1 }, { b: 2 }]],
    ['JSON before YAML', '{"a": 1}\n---\nb: 2\n', [{ a: 1 }, { b: 2 }]],
    ['what only looks like JSON', '{"a": "v1", "b": 2,}\n', [{ a: 'v1', b: 2 }]],
  ])('%s', async (_, text, expected) => {
    expect(await read(text)).toEqual(expected)
  })

  test('each tells its line and its duplicate keys', async () => {
    const documents = []
    for await (const document of readDocuments('a: 1\n---\ndata: x\ndata: z\n')) documents.push(document)
    expect(documents).toEqual([
      { value: { a: 1 }, line: 1, duplicates: [] },
      { value: { data: 'z' }, line: 3, duplicates: ['line 2: key "data" already set in map'] },
    ])
  })
})

describe('hostile files', () => {
  const bomb = (levels: number) =>
    `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`).join('')}`

  test('aliases that would fill the memory are refused', async () => {
    expect((await failure(bomb(9))).message).toBe(`${CONVERTING} document contains excessive aliasing`)
  })

  test('an alias is a copy in each place', async () => {
    const [value] = (await read('a: &x {k: 1}\nb: *x\n')) as [{ a: object; b: object }]
    expect(value).toEqual({ a: { k: 1 }, b: { k: 1 } })
    expect(value.a).not.toBe(value.b)
  })

  test.each(['[', '{', '- ', '? ', '{"a":'])('nesting without end of %s is refused', async (opening) => {
    const { message } = await failure(opening.repeat(200_000))
    expect(message).toMatch(/exceeded max depth|unexpected EOF|looking for beginning of object key string/)
  })

  test('names of the language are data', async () => {
    const [value] = await read('__proto__: {polluted: true}\nconstructor: x\n')
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":true},"constructor":"x"}')
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  test('whatever is changed in a manifest, it is read or refused', async () => {
    const manifest = `${HEAD}  name: "a" # c\n  labels: {a: b, 'c': [1, ~]}\ndata:\n- |\n  x\n- &y >-\n  z\n- *y\n`
    const edit = fc.record({
      at: fc.nat(manifest.length),
      drop: fc.nat(4),
      insert: fc.constantFrom(
        '',
        ' ',
        '\t',
        '\n',
        '\r',
        ':',
        '- ',
        '? ',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '|',
        '>',
        '&',
        '*',
        '!',
        '%',
        '#',
        '@',
        '---',
        '\n\n',
        '\u2028',
        '\ufeff',
        '\u0000',
        'é',
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), async (edits) => {
        let text = manifest
        for (const { at, drop, insert } of edits) text = text.slice(0, at) + insert + text.slice(at + drop)
        const outcome = await read(text).catch((error: unknown) => error)
        expect(Array.isArray(outcome) || outcome instanceof DocumentError).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('JSON values', () => {
  test('are read from the YAML that a library writes of them', async () => {
    const characters = fc.constantFrom(...'ab :#-?!&*|>\'"%@`{}[],\né.~0y')
    const text = fc.string({ unit: characters }).filter((string) => !/^ |(?:\n|^) *(?:\n|$)/.test(string))
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    })).value
    const { Document } = await import('yaml')
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 3 }), async (list) => {
        const written = new Document(list, { version: '1.1' }).toString()
        expect(parseByLibrary(written, { version: '1.1' }).toJS()).toEqual(list)
        expect(await read(written)).toEqual([list])
      }),
      { numRuns: 500 },
    )
  })
})
