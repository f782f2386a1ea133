/** helm against a cluster that is served, where there is a helm on the PATH: a chart is installed, upgraded, rolled back. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Cluster, type Served } from '../../src/index.ts'

const isThere = spawnSync('helm', ['version', '--short']).status === 0

let folder: string
let cluster: Cluster
let served: Served
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kubelite-helm-'))
  cluster = await Cluster.open({ seed: 'helm' })
  served = await cluster.serve()
})
afterAll(async () => {
  await cluster.close()
  rmSync(folder, { recursive: true })
})

async function helm(line: string): Promise<string> {
  const child = spawn('helm', [`--kube-apiserver=${served.url}`, ...line.split(' ')], {
    cwd: folder,
    env: { HOME: folder, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise((resolve) => child.on('close', resolve))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  if (exitCode !== 0) throw new Error(stderr)
  return stdout
}

const replicas = async () => (await cluster.find('Deployment', 'shop-chart'))?.status?.readyReplicas

describe.skipIf(!isThere)('helm (none at hand: skipped)', () => {
  it('installs, upgrades, rolls back, tests and uninstalls a chart', async () => {
    await helm('create chart')
    expect(await helm('install shop ./chart --wait --timeout 60s')).toContain('STATUS: deployed')
    expect(await replicas()).toBe(1)
    expect(await helm('upgrade shop ./chart --set replicaCount=3 --wait --timeout 60s')).toContain(
      'REVISION: 2',
    )
    expect(await replicas()).toBe(3)
    expect(await helm('rollback shop 1 --wait --timeout 60s')).toContain('Rollback was a success')
    expect(await replicas()).toBe(1)
    expect(await helm('test shop --timeout 60s')).toMatch(/Phase: +Succeeded/)
    expect(await helm('history shop')).toMatch(/3\s.*deployed.*Rollback to 1/)
    expect(await helm('uninstall shop --wait --timeout 60s')).toContain('uninstalled')
    expect(await replicas()).toBeUndefined()
    expect(await helm('list --short')).toBe('')
  })
})
