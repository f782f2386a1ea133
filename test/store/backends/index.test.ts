/** The list of backends is whole, and each of them opens. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backends } from '../../../src/store/backends/index.ts'
import { temporaryFolder } from '../backends-under-test.ts'

/** Stands on another store, and is therefore opened by itself. */
const NOT_ALONE = ['overlay']

test('every file of the folder is in the list', () => {
  const files = readdirSync(new URL('../../../src/store/backends/', import.meta.url))
  const names = files.map((file) => file.replace('.ts', '')).filter((name) => name !== 'index')
  expect([...backends.map(({ name }) => name), ...NOT_ALONE].sort()).toEqual(names.sort())
})

test.each(backends)('$name opens and keeps what is put in', async ({ open }) => {
  const store = await open({ dir: join(temporaryFolder(), 'store') })
  await store.txn({ ops: [{ type: 'put', key: '/a', value: 1 }] })
  expect((await store.get('/a'))?.value).toBe(1)
  await store.close()
})
