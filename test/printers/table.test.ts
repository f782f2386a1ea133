/** Tables in the layout of recorded kubectl output. */
import { describe, expect, it } from 'vitest'
import type { Table, TableCell, TableColumn } from '../../src/apimachinery/table.ts'
import { createTablePrinter, printTable } from '../../src/printers/table.ts'

function column(name: string, rest: Partial<TableColumn> = {}): TableColumn {
  return {
    name,
    type: 'string',
    format: name === 'Name' ? 'name' : '',
    description: '',
    priority: 0,
    ...rest,
  }
}

const POD_COLUMNS = [
  column('Name'),
  column('Ready'),
  column('Status'),
  column('Restarts', { type: 'integer' }),
  column('Age'),
  column('IP', { priority: 1 }),
  column('Nominated Node', { priority: 1 }),
]

function table(
  columns: TableColumn[],
  rows: { cells: TableCell[]; labels?: Record<string, string> }[],
): Table {
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: {},
    columnDefinitions: columns,
    rows: rows.map(({ cells, labels }) => ({
      cells,
      object: { metadata: { name: String(cells[0]), namespace: 'shop', ...(labels ? { labels } : {}) } },
    })),
  }
}

const PODS = table(POD_COLUMNS, [
  { cells: ['db-0', '1/1', 'Running', 0, '12s', '192.168.192.168', null], labels: { app: 'db', a: '1' } },
  { cells: ['migrate-d8wrb', '0/1', 'Completed', 0, '12s', null, null], labels: { 'job-name': 'migrate' } },
  {
    cells: ['web-57cbb8cdb7-269z7', '1/1', 'Running', 0, '12s', '10.0.0.1', '<none>'],
    labels: { app: 'web', tier: 'front' },
  },
])

const lines = (...text: string[]) => `${text.join('\n')}\n`

describe('printTable', () => {
  it('pads every column but the last to its widest cell and three spaces', () => {
    expect(printTable(PODS)).toBe(
      lines(
        'NAME                   READY   STATUS      RESTARTS   AGE',
        'db-0                   1/1     Running     0          12s',
        'migrate-d8wrb          0/1     Completed   0          12s',
        'web-57cbb8cdb7-269z7   1/1     Running     0          12s',
      ),
    )
  })

  it('prints no headers where asked to, and columns at least six wide', () => {
    expect(printTable(PODS, { noHeaders: true })).toBe(
      lines(
        'db-0                   1/1   Running     0     12s',
        'migrate-d8wrb          0/1   Completed   0     12s',
        'web-57cbb8cdb7-269z7   1/1   Running     0     12s',
      ),
    )
  })

  it('shows the columns of lower priority in the wide form', () => {
    expect(printTable(PODS, { wide: true })).toBe(
      lines(
        'NAME                   READY   STATUS      RESTARTS   AGE   IP                NOMINATED NODE',
        'db-0                   1/1     Running     0          12s   192.168.192.168   ',
        'migrate-d8wrb          0/1     Completed   0          12s                     ',
        'web-57cbb8cdb7-269z7   1/1     Running     0          12s   10.0.0.1          <none>',
      ),
    )
  })

  it('adds namespace, kind and labels around the columns', () => {
    const options = {
      withNamespace: true,
      withKind: { kind: 'Pod', group: '' },
      columnLabels: ['app', 'example.com/tier', 'tier'],
      showLabels: true,
    }
    expect(printTable(PODS, options)).toBe(
      lines(
        'NAMESPACE   NAME                       READY   STATUS      RESTARTS   AGE   APP   TIER   TIER    LABELS',
        'shop        pod/db-0                   1/1     Running     0          12s   db                   a=1,app=db',
        'shop        pod/migrate-d8wrb          0/1     Completed   0          12s                        job-name=migrate',
        'shop        pod/web-57cbb8cdb7-269z7   1/1     Running     0          12s   web          front   app=web,tier=front',
      ),
    )
  })

  it('writes the group behind the kind', () => {
    const deployments = table([column('Name'), column('Ready')], [{ cells: ['web', '3/3'] }])
    expect(
      printTable(deployments, { withKind: { kind: 'Deployment', group: 'apps' }, showLabels: true }),
    ).toBe(lines('NAME                  READY   LABELS', 'deployment.apps/web   3/3     <none>'))
  })

  it('leaves the last column unpadded where cells are empty', () => {
    expect(printTable(PODS, { columnLabels: ['app', 'tier'], noHeaders: true })).toBe(
      lines(
        'db-0                   1/1   Running     0     12s   db    ',
        'migrate-d8wrb          0/1   Completed   0     12s         ',
        'web-57cbb8cdb7-269z7   1/1   Running     0     12s   web   front',
      ),
    )
  })

  it('prints nothing for no rows', () => {
    expect(printTable(table(POD_COLUMNS, []))).toBe('')
  })

  it('keeps control characters and further lines out of the terminal', () => {
    const messages = table(
      [column('Name'), column('Message')],
      [{ cells: ['a', 'first\nsecond'] }, { cells: ['b', '\x1b[31mred'] }, { cells: ['c', 'x\ry'] }],
    )
    expect(printTable(messages)).toBe(
      lines('NAME   MESSAGE', 'a      first...', 'b      ^[[31mred', 'c      x...'),
    )
  })

  it('counts characters, not bytes or code units', () => {
    const names = table([column('Name'), column('X')], [{ cells: ['éé😀', 'x'] }, { cells: ['abcdef', 'y'] }])
    expect(printTable(names)).toBe(lines('NAME     X', 'éé😀      x', 'abcdef   y'))
  })

  it('ignores cells beyond the columns and bears rows without objects', () => {
    const odd: Table = { ...table([column('Name')], []), rows: [{ cells: ['a', 'b', 'c'] }] }
    expect(printTable(odd, { withNamespace: true, columnLabels: ['app'] })).toBe(
      lines('NAMESPACE   NAME   APP', '            a      '),
    )
  })

  it('lays out 100,000 rows in one go', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({
      cells: [`pod-${index}`, '1/1', 'Running', 0, '5m'],
    }))
    const text = printTable(table(POD_COLUMNS, rows))
    expect(text.split('\n')).toHaveLength(100_002)
    expect(text.slice(0, text.indexOf('\n'))).toBe('NAME        READY   STATUS    RESTARTS   AGE')
  })
})

describe('createTablePrinter', () => {
  const event = (name: string) => table(POD_COLUMNS.slice(0, 2), [{ cells: [name, '1/1'] }])

  it('prints headers once and keeps the widths, as a watch does', () => {
    const printer = createTablePrinter()
    expect(printer.print(event('a-long-name-here'), 'ADDED')).toBe(
      lines('EVENT      NAME               READY', 'ADDED      a-long-name-here   1/1'),
    )
    expect(printer.print({ ...event('b'), columnDefinitions: [] }, 'MODIFIED')).toBe(
      lines('MODIFIED   b                  1/1'),
    )
    expect(printer.print(event('c'), 'DELETED')).toBe(lines('DELETED    c                  1/1'))
  })

  it('prints headers again for other columns', () => {
    const printer = createTablePrinter()
    printer.print(event('a'))
    expect(printer.print(table([column('Name'), column('Age')], [{ cells: ['b', '1s'] }]))).toBe(
      lines('NAME   AGE', 'b      1s'),
    )
  })

  it('prints the headers with the first rows, not with an empty table', () => {
    const printer = createTablePrinter()
    expect(printer.print(table(POD_COLUMNS.slice(0, 2), []))).toBe('')
    expect(printer.print(event('a'))).toBe(lines('NAME   READY', 'a      1/1'))
  })
})
