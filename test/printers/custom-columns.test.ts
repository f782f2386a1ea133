/** Custom columns, from their specification to their lines. */
import { describe, expect, it } from 'vitest'
import {
  parseCustomColumns,
  parseCustomColumnsFile,
  printCustomColumns,
} from '../../src/printers/custom-columns.ts'

const PODS = [
  {
    kind: 'Pod',
    metadata: { name: 'agent-2886v', labels: { app: 'agent' } },
    spec: { nodeName: 'node-2', containers: [{ image: 'agent:2' }] },
  },
  {
    kind: 'Pod',
    metadata: { name: 'db-0', labels: { app: 'db', role: 'main' } },
    spec: {
      containers: [{ image: 'postgres:16', ports: [{ containerPort: 5432, name: 'pg' }] }, { image: 'x' }],
    },
  },
]

const lines = (...text: string[]) => `${text.join('\n')}\n`
const print = (spec: string, objects: unknown[] = PODS, noHeaders = false) =>
  printCustomColumns(parseCustomColumns(spec), objects, { noHeaders })

describe('printCustomColumns', () => {
  it('prints values as Go does, and <none> where there is none', () => {
    expect(
      print(
        'NAME:.metadata.name,LABELS:.metadata.labels,NODE:spec.nodeName,IMG:{.spec.containers[*].image},PORT:.spec.containers[0].ports',
      ),
    ).toBe(
      lines(
        'NAME          LABELS                  NODE     IMG             PORT',
        'agent-2886v   map[app:agent]          node-2   agent:2         <none>',
        'db-0          map[app:db role:main]   <none>   postgres:16,x   [map[containerPort:5432 name:pg]]',
      ),
    )
  })

  it('prints headers alone for no objects, and no headers where asked to', () => {
    expect(print('NAME:.metadata.name', [])).toBe('NAME\n')
    expect(print('NAME:.metadata.name', PODS, true)).toBe(lines('agent-2886v', 'db-0'))
  })

  it('prints null as <nil> and an empty path as <none>', () => {
    expect(print('A:.a,B:', [{ a: null }])).toBe(lines('A       B', '<nil>   <none>'))
  })

  it('keeps escape characters out of the terminal', () => {
    expect(print('A:.a', [{ a: '\x1b[31mred\r' }])).toBe(lines('A', '^[[31mred\\r'))
  })

  it('hands over the headers that kubectl prints before it meets a bad path', () => {
    expect(() => print('NAME:.metadata.[x')).toThrow(
      expect.objectContaining({ name: 'PrintError', message: 'unterminated array', output: 'NAME\n' }),
    )
  })
})

describe('parseCustomColumns', () => {
  const errors: [string, string][] = [
    ['', 'custom-columns format specified but no custom columns given'],
    ['NAME', 'unexpected custom-columns spec: NAME, expected <header>:<json-path-expr>'],
    ['NAME:.metadata.name,', 'unexpected custom-columns spec: , expected <header>:<json-path-expr>'],
    [
      'NAME:{',
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    ],
  ]
  it.each(errors)('refuses %j', (spec, message) => {
    expect(() => parseCustomColumns(spec)).toThrow(message)
  })
})

describe('parseCustomColumnsFile', () => {
  it('reads a line of headers and a line of paths', () => {
    const columns = parseCustomColumnsFile('NAME           NODE\n.metadata.name .spec.nodeName\n')
    expect(columns).toEqual([
      { header: 'NAME', path: '{.metadata.name}' },
      { header: 'NODE', path: '{.spec.nodeName}' },
    ])
  })

  const errors: [string, string][] = [
    [
      '',
      'invalid template, missing header line. Expected format is one line of space separated headers, one line',
    ],
    [
      'NAME\n',
      'invalid template, missing spec line. Expected format is one line of space separated headers, one line',
    ],
    ['A B\n.a', "number of headers (2) and field specifications (1) don't match"],
  ]
  it.each(errors)('refuses %j', (text, message) => {
    expect(() => parseCustomColumnsFile(text)).toThrow(message)
  })
})
