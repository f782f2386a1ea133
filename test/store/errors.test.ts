/** What users hear when a store cannot be used, and that it is never made worse. */
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openLmdb } from '../../src/store/backends/lmdb.ts'
import { acquireLease } from '../../src/store/lease.ts'
import { engineOf } from '../../src/store/mvcc.ts'
import type { StoreErrorCode } from '../../src/store/store.ts'
import { StoreError } from '../../src/store/store.ts'
import { temporaryFolder } from './backends-under-test.ts'
import { verify } from './verify.ts'

const put = (key: string, value: unknown) => ({ type: 'put', key, value }) as const
const pod = (n: number) => put(`/registry/pods/default/p${n}`, { spec: { n, text: 'x'.repeat(2000) } })

/** A folder with a closed store of 400 pods. */
async function filledStore(): Promise<string> {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  for (let n = 0; n < 20; n++) await store.txn({ ops: Array.from({ length: 20 }, (_, i) => pod(n * 20 + i)) })
  await store.close()
  return dir
}

/** The error of reading and of writing: one line that names the folder. */
async function failures(dir: string, code: StoreErrorCode, { reads = true } = {}): Promise<void> {
  const store = openLmdb({ dir })
  const expectFailure = async (attempt: Promise<unknown>) => {
    const error = await attempt.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(StoreError)
    const { code: found, message } = error as StoreError
    expect([found, message]).toEqual([code, expect.stringContaining(dir)])
    expect(message).not.toContain('\n')
  }
  if (reads) await expectFailure(store.get('/registry/pods/default/p1'))
  await expectFailure(store.txn({ ops: [put('/a', 1)] }))
  await store.close()
}

test('the folder is for its owner alone', async () => {
  const dir = await filledStore()
  const modes = [dir, join(dir, 'data.mdb'), join(dir, 'lock.mdb')].map((path) => statSync(path).mode & 0o777)
  expect(modes).toEqual([0o700, 0o600, 0o600])
})

test('reading a folder that holds no store finds it empty and makes nothing', async () => {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  expect([await store.revision(), await store.get('/a')]).toEqual([0, undefined])
  await store.close()
  expect(statSync(dir, { throwIfNoEntry: false })).toBeUndefined()
})

test.each([
  { age: 'a newer', format: 99, code: 'newer-format' as const },
  { age: 'an older', format: 1, code: 'older-format' as const },
])('a store of $age format is left alone', async ({ format, code }) => {
  const dir = await filledStore()
  const store = openLmdb({ dir })
  engineOf(store).write((txn) => txn.put('system', 'format', format))
  await store.close()
  await failures(dir, code)
})

describe('a record that cannot be read is reported as damage', () => {
  test.each([
    { title: 'text that is not JSON', value: { a: 'short' }, find: '{"a":"short"}', write: '{"a":"short"{' },
    {
      title: 'compressed text that ends elsewhere',
      value: { a: 'not to be found twice'.repeat(40) },
      find: '"a":"not to be found twice',
      write: '\xff'.repeat(25),
    },
  ])('$title', async ({ value, find, write }) => {
    const dir = join(temporaryFolder(), 'store')
    const store = openLmdb({ dir })
    await store.txn({ ops: [put('/registry/things/a', value)] })
    await store.close()
    const file = join(dir, 'data.mdb')
    const bytes = readFileSync(file)
    bytes.write(write, bytes.indexOf(find), 'latin1')
    writeFileSync(file, bytes)
    const reader = openLmdb({ dir })
    await expect(reader.get('/registry/things/a')).rejects.toMatchObject({
      code: 'corrupt',
      message: `the store in ${dir} is damaged or is not a store`,
    })
    await reader.close()
  })
})

describe('a file that is not a whole store is reported as damaged and left as it is', () => {
  test.each([
    { title: 'garbage', damage: (file: string) => writeFileSync(file, Buffer.alloc(20_000, 'garbage')) },
    { title: 'a short text', damage: (file: string) => writeFileSync(file, 'not a store') },
    { title: 'a file cut within its first page', damage: (file: string) => truncateSync(file, 2000) },
    { title: 'a file cut after its first page', damage: (file: string) => truncateSync(file, 4096) },
    { title: 'a file cut after its second page', damage: (file: string) => truncateSync(file, 8192) },
    {
      title: 'a file cut in the middle',
      damage: (file: string) => truncateSync(file, statSync(file).size / 2),
    },
    {
      title: 'a file that lacks its last page',
      damage: (file: string) => truncateSync(file, statSync(file).size - 4096),
    },
  ])('$title', async ({ damage }) => {
    const file = join(await filledStore(), 'data.mdb')
    damage(file)
    const before = readFileSync(file)
    await failures(join(file, '..'), 'corrupt')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('a folder in place of the file', async () => {
    const dir = temporaryFolder()
    mkdirSync(join(dir, 'data.mdb'))
    await failures(dir, 'corrupt')
  })

  test('a file in place of the folder', async () => {
    const dir = join(temporaryFolder(), 'store')
    writeFileSync(dir, '')
    await failures(dir, 'corrupt')
  })
})

test('a file that is short of nothing but free pages is whole', async () => {
  const dir = await filledStore()
  const file = join(dir, 'data.mdb')
  const bytes = readFileSync(file)
  // What LMDB leaves when the last pages that a transaction took were free again before it ended.
  for (const lastPage of [144, 4096 + 144])
    bytes.writeBigUInt64LE(bytes.readBigUInt64LE(lastPage) + 10n, lastPage)
  writeFileSync(file, bytes)
  const store = openLmdb({ dir })
  expect(await store.revision()).toBe(20)
  await store.txn({ ops: [pod(1000)] })
  expect(verify(store)).toEqual([])
  await store.close()
})

test('an empty file, left by a process that died while making it, becomes a store', async () => {
  const dir = temporaryFolder()
  writeFileSync(join(dir, 'data.mdb'), '')
  const store = openLmdb({ dir })
  expect(await store.revision()).toBe(0)
  await store.txn({ ops: [put('/a', 1)] })
  expect(await store.revision()).toBe(1)
  await store.close()
})

test('a store opened read-only refuses to write', async () => {
  const dir = await filledStore()
  const store = openLmdb({ dir, readOnly: true })
  expect(await store.revision()).toBe(20)
  await expect(store.txn({ ops: [put('/a', 1)] })).rejects.toMatchObject({ code: 'read-only' })
  await store.close()
})

test('a key that is too long is refused by name of its length', async () => {
  const store = openLmdb({ dir: await filledStore() })
  await expect(store.txn({ ops: [put('k'.repeat(3000), 1)] })).rejects.toThrow(/key of 30\d\d bytes/)
  expect(verify(store)).toEqual([])
  await store.close()
})

test('a transaction that was undone leaves nothing for later values to build upon', async () => {
  const dir = join(temporaryFolder(), 'store')
  const store = openLmdb({ dir })
  await store.txn({ ops: [pod(0)] })
  const odd = put('/registry/pods/default/odd', {
    metadata: { shapeOfItsOwn: 1 },
    spec: { another: { one: 1 } },
  })
  const refused = { ...put('/b', 1), indexes: [['i', 't', { cpu: 0.5 }]] as const }
  await expect(store.txn({ ops: [odd, refused] })).rejects.toThrow(RangeError)
  await store.txn({ ops: [pod(1), odd] })
  await store.close()
  const reader = openLmdb({ dir })
  expect((await reader.get(odd.key))?.value).toEqual(odd.value)
  await reader.close()
})

const isRoot = process.getuid?.() === 0

// The superuser is not bound by permissions.
test.skipIf(isRoot)('a folder without permission is reported so', async () => {
  const dir = await filledStore()
  chmodSync(dir, 0o000)
  onTestFinished(() => chmodSync(dir, 0o700))
  await failures(dir, 'permission')
})

test.skipIf(isRoot)('a folder that cannot be written is readable', async () => {
  const dir = await filledStore()
  chmodSync(dir, 0o500)
  chmodSync(join(dir, 'data.mdb'), 0o400)
  onTestFinished(() => chmodSync(dir, 0o700))
  await failures(dir, 'permission', { reads: false })
})

/** Mounts a small file system of its own on a folder; only where the system lets us. */
function mountSmall(): string | undefined {
  const dir = temporaryFolder()
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', dir], { stdio: 'ignore' })
  } catch {
    return undefined
  }
  onTestFinished(() => void execFileSync('umount', ['-l', dir]))
  return dir
}

describe('on a small file system', () => {
  test('a full disk is reported, and what was acknowledged stays', async (context) => {
    const mounted = mountSmall()
    if (mounted === undefined) return context.skip('no permission to mount a file system here')
    const dir = join(mounted, 'store')
    const store = openLmdb({ dir })
    let acknowledged = 0
    const fill = async () => {
      for (; ; acknowledged++) await store.txn({ ops: [pod(acknowledged)] })
    }
    await expect(fill()).rejects.toMatchObject({ code: 'no-space', message: expect.stringContaining(dir) })
    await expect(store.txn({ ops: Array.from({ length: 2000 }, (_, n) => pod(n)) })).rejects.toMatchObject({
      code: 'no-space',
    })
    expect(acknowledged).toBeGreaterThan(100)
    expect(await store.revision()).toBe(acknowledged)
    expect(verify(store)).toEqual([])
    await store.close()
  })

  test('one mounted read-only is readable and refuses writes', async (context) => {
    const dir = mountSmall()
    if (dir === undefined) return context.skip('no permission to mount a file system here')
    copyFileSync(join(await filledStore(), 'data.mdb'), join(dir, 'data.mdb'))
    execFileSync('mount', ['-o', 'remount,ro', dir])
    const store = openLmdb({ dir })
    expect(await store.revision()).toBe(20)
    await expect(acquireLease(store, 'converge')).rejects.toMatchObject({ code: 'read-only' })
    await store.close()
    await failures(dir, 'read-only', { reads: false })
  })
})
