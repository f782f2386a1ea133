/** Input of every bad kind, by hand: what is said, with which exit code, and what is stored all the same. */
import { describe, expect, it } from 'vitest'
import { createTestCli } from '../cli/test-cli.ts'

const configMap = (name: string, data = '{a: b}') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata: ${data}\n`
const MiB = 1024 * 1024

interface Row {
  title: string
  input: string | Uint8Array
  /** Names of the ConfigMaps that are there afterwards. */
  stored?: string[]
  /** Exit code 1 with this text; success where it is left out. */
  refused?: RegExp
}

const rows: Row[] = [
  { title: 'nothing', input: '', refused: /^error: no objects passed to apply\n$/ },
  { title: 'comments alone', input: '# one\n---\n# two\n', refused: /^error: no objects passed to apply\n$/ },
  { title: 'empty documents among others', input: `---\n---\n${configMap('a')}---\n---\n`, stored: ['a'] },
  { title: 'a byte order mark', input: `\u{feff}${configMap('a')}`, stored: ['a'] },
  { title: 'Windows line ends', input: configMap('a').replaceAll('\n', '\r\n'), stored: ['a'] },
  {
    title: 'tabs for indentation',
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: a\n',
    refused:
      /^error: error parsing STDIN: error converting YAML to JSON: yaml: line \d+: found character that cannot start any token\n$/,
  },
  {
    title: 'bytes that are no text',
    input: Uint8Array.from({ length: 4096 }, (_, index) => (index * 151) % 256),
    refused: /^error: error parsing STDIN: /,
  },
  { title: 'zero bytes', input: new Uint8Array(1000), refused: /^error: / },
  {
    title: 'a list at the top',
    input: '- a\n- b\n',
    refused: /^error: /,
  },
  { title: 'a text at the top', input: 'hello\n', refused: /^error: / },
  {
    title: 'no kind',
    input: 'apiVersion: v1\nmetadata: {name: a}\n',
    refused: /^error: error validating "STDIN": error validating data: kind not set; /,
  },
  {
    title: 'no version',
    input: 'kind: ConfigMap\nmetadata: {name: a}\n',
    refused: /^error: error validating "STDIN": error validating data: apiVersion not set; /,
  },
  {
    title: 'a kind that does not exist',
    input: 'apiVersion: example.com/v1\nkind: Nothing\nmetadata: {name: a}\n',
    refused: /no matches for kind "Nothing" in version "example\.com\/v1"\nensure CRDs are installed first/,
  },
  {
    title: 'a bad document among good ones',
    input: `${configMap('a')}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: B_}\n---\n${configMap('c')}`,
    stored: ['a', 'c'],
    refused: /ConfigMap "B_" is invalid: metadata\.name: Invalid value: "B_"/,
  },
  {
    title: 'a key twice',
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: "1", k: "2"}\n',
    stored: ['a'],
  },
  {
    title: 'keys that JavaScript objects have already',
    input: configMap('a', '{__proto__: p, constructor: c, toString: t, hasOwnProperty: h}'),
    stored: ['a'],
  },
  {
    title: 'a prototype where a field belongs',
    input: `${configMap('a')}__proto__: {polluted: true}\n`,
    refused: /unknown field "__proto__"/,
  },
  {
    title: 'a prototype in JSON',
    input: '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","__proto__":{"x":1}}}',
    refused: /unknown field "metadata\.__proto__"/,
  },
  { title: 'a bomb of aliases', input: bomb(), refused: /excessive aliasing/ },
  {
    title: 'an alias of what holds it',
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: &d {k: *d}\n',
    refused: /^error: error parsing STDIN: .*anchor 'd' value contains itself/,
  },
  {
    title: 'an alias of nothing',
    input: 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: *a}\n',
    refused: /unknown anchor 'a' referenced/,
  },
  {
    title: 'brackets that never end',
    input: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${'['.repeat(100_000)}\n`,
    refused: /^error: error parsing STDIN: .*exceeded max depth/,
  },
  {
    title: 'brackets that end, in JSON',
    input: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
    refused: /^error: /,
  },
  {
    title: 'indentation without end',
    input: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${Array.from({ length: 3000 }, (_, i) => `${' '.repeat(i + 1)}a:`).join('\n')} b\n`,
    refused: /^(error|Error from server)/,
  },
  {
    title: 'numbers out of range',
    input: `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 99999999999999999999}]}\n`,
    refused: /cannot be handled as a Service: json: cannot unmarshal number/,
  },
  {
    title: 'ten MB in one object',
    input: configMap('a', `{k: "${'x'.repeat(10 * MiB)}"}`),
    refused: /Too long: may not be more than \d+ bytes/,
  },
  {
    title: 'ten MB of comments',
    input: `${`# ${'x'.repeat(1022)}\n`.repeat(10 * 1024)}${configMap('a')}`,
    stored: ['a'],
  },
  {
    title: 'ten MB without a line end',
    input: 'x'.repeat(10 * MiB),
    refused: /^error: /,
  },
]

describe('apply is given', () => {
  it.each(rows)('$title', async ({ input, stored = [], refused }) => {
    await using cli = createTestCli()
    const { stdout, stderr, exitCode } = await cli.run('apply -f -', { stdin: input })
    expect({ stderr: stderr.slice(0, 2000), exitCode }).toEqual({
      stderr: refused === undefined ? '' : expect.stringMatching(refused),
      exitCode: refused === undefined ? 0 : 1,
    })
    expect(stderr).not.toMatch(/\n {4}at /)
    expect(stdout).toBe(stored.map((name) => `configmap/${name} created\n`).join(''))
    const found = await cli.run('get configmaps --field-selector metadata.name!=kube-root-ca.crt -o name')
    expect(found.stdout).toBe(stored.map((name) => `configmap/${name}\n`).join(''))
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  it('keys that JavaScript objects have already, and gives them back', async () => {
    await using cli = createTestCli()
    await cli.run('apply -f -', { stdin: configMap('a', '{__proto__: p, constructor: c, toString: t}') })
    const { stdout } = await cli.run(['get', 'configmap', 'a', '-o', 'jsonpath={.data}'])
    expect(stdout).toBe('{"__proto__":"p","constructor":"c","toString":"t"}')
  })

  it('a file that is not there', async () => {
    await using cli = createTestCli()
    expect(await cli.run('apply -f nowhere.yaml')).toEqual({
      stdout: '',
      stderr: 'error: the path "nowhere.yaml" does not exist\n',
      exitCode: 1,
    })
  })

  it('a file that cannot be read, line and column told', async () => {
    await using cli = createTestCli()
    cli.file('bad.yaml', `${configMap('a')}---\napiVersion: v1\nkind: "ConfigMap\n`)
    expect(await cli.run('apply -f bad.yaml')).toMatchObject({
      stdout: 'configmap/a created\n',
      stderr: expect.stringMatching(
        /^error: error parsing bad\.yaml: error converting YAML to JSON: yaml: line \d+: /,
      ),
      exitCode: 1,
    })
  })
})

/** 9^9 texts out of some hundred bytes. */
function bomb(): string {
  const levels = Array.from({ length: 9 }, (_, level) => {
    const items = Array(9).fill(level === 0 ? 'lol' : `*a${level - 1}`)
    return `  k${level}: &a${level} [${items.join(', ')}]`
  })
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${levels.join('\n')}\n`
}
