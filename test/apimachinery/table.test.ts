/** Columns of tables. */
import { expect, test } from 'vitest'
import { tableColumn } from '../../src/apimachinery/table.ts'

test('a column is a string shown always unless it says otherwise', () => {
  expect(tableColumn('Name', 'The name.', { format: 'name' })).toEqual({
    name: 'Name',
    type: 'string',
    format: 'name',
    description: 'The name.',
    priority: 0,
  })
  expect(tableColumn('Restarts', '', { type: 'integer', priority: 1 })).toMatchObject({
    type: 'integer',
    priority: 1,
  })
})
