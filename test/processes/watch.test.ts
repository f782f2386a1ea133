/** Commands that take real time, in processes of their own: they hear of each other, and end when they are told to. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildOnce, kubelite, startKubelite } from '../support/processes.ts'

const folder = mkdtempSync(join(tmpdir(), 'kubelite-watch-'))
const home = join(folder, 'home')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(buildOnce, 120_000)

function manifest(name: string): string {
  const path = join(folder, `${name}.yaml`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(path, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: own}}\n`)
  return path
}

describe('a watch in a process of its own', () => {
  it('prints what another process commits, and ends with SIGINT as kubectl does', async () => {
    await kubelite(home, 'apply', '-f', manifest('one'))
    const watch = startKubelite(home, 'get', 'cm', '-l', 'set=own', '-w', '-o', 'name')
    await watch.prints('configmap/one\n')
    await kubelite(home, 'apply', '-f', manifest('two'))
    await watch.prints('configmap/two\n')
    watch.interrupt()
    expect(await watch.ended).toEqual({
      stdout: 'configmap/one\nconfigmap/two\n',
      stderr: '',
      exitCode: 1,
      signal: null,
    })
  }, 60_000)
})

describe('wait --real-time in a process of its own', () => {
  it('ends when another process has done what it waits for', async () => {
    const path = manifest('three')
    const wait = startKubelite(home, 'wait', '--for=create', 'cm/three', '--real-time', '--timeout=60s')
    await kubelite(home, 'apply', '-f', path)
    expect(await wait.ended).toMatchObject({ stdout: 'configmap/three condition met\n', exitCode: 0 })
  }, 60_000)
})
