/** Commands that are killed at any moment, and many at once, on one store: nothing is lost, nothing is half-done. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normalise } from '../support/normalise.ts'
import { buildOnce, kubelite, startKubelite } from '../support/processes.ts'

/** How many times a command is killed; the moments are spread over its whole run. */
const rounds = Number(process.env.KUBELITE_KILL_ROUNDS ?? 16)
const types =
  'namespaces,nodes,configmaps,services,endpoints,endpointslices.discovery.k8s.io,serviceaccounts,persistentvolumeclaims,persistentvolumes,deployments,replicasets,pods,resourcequotas'

const folder = mkdtempSync(join(tmpdir(), 'kubelite-kill-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeAll(buildOnce, 120_000)

const first = manifestFile('first', world({ replicas: 3, image: 'web:1' }))
const second = manifestFile('second', world({ replicas: 5, image: 'web:2' }))

describe('a command that is killed', () => {
  it(
    'has happened or not, and the next one finishes what it began',
    async () => {
      const empty = newHome()
      const applied = newHome()
      const clean = await timed(() => kubelite(applied, 'apply', '-f', first))
      const changed = newHome(applied)
      const change = await timed(() => kubelite(changed, 'apply', '-f', second))
      const cases = [
        {
          from: empty,
          file: first,
          goal: await stateOf(applied),
          before: await stateOf(newHome()),
          duration: clean,
        },
        {
          from: applied,
          file: second,
          goal: await stateOf(changed),
          before: await stateOf(applied),
          duration: change,
        },
      ]
      for (let round = 0; round < rounds; round++) {
        const { from, file, goal, before, duration } = cases[round % cases.length]!
        const home = newHome(from)
        await killedApply(home, file, (duration * 1.05 * (round + 1)) / rounds)
        const found = await stateOf(home)
        if (found !== goal) expect(found).toBe(before)
        await kubelite(home, 'apply', '-f', file)
        expect(await stateOf(home)).toBe(goal)
        rmSync(home, { recursive: true })
      }
    },
    rounds * 20_000,
  )
})

describe('several commands at once', () => {
  it('all succeed, and leave what one after the other would have', async () => {
    const home = newHome()
    const names = ['a', 'b', 'c', 'd', 'e']
    const files = names.map((name) => manifestFile(name, app(name, { replicas: 2, image: `${name}:1` })))
    const applies = files.map((file) => kubelite(home, 'apply', '-f', file))
    const reads = names.map(() => kubelite(home, 'get', 'deployments', '--ignore-not-found', '-o', 'name'))
    expect(await Promise.all(applies)).toEqual(
      names.map((name) => `service/${name} created\ndeployment.apps/${name} created\n`),
    )
    for (const read of await Promise.all(reads)) expect(read).toMatch(/^(deployment\.apps\/[a-e]\n)*$/)
    const alone = newHome()
    for (const file of files) await kubelite(alone, 'apply', '-f', file)
    expect(await stateOf(home)).toBe(await stateOf(alone))
  })

  it('that change one object take turns', async () => {
    const home = newHome()
    await kubelite(home, 'apply', '-f', first)
    const counts = [1, 2, 4, 6]
    await Promise.all(counts.map((count) => kubelite(home, 'scale', 'deployment/web', `--replicas=${count}`)))
    const status = await kubelite(
      home,
      'get',
      'deployment',
      'web',
      '-o',
      'jsonpath={.spec.replicas} {.status.readyReplicas}',
    )
    expect(counts.map((count) => `${count} ${count}`)).toContain(status)
  })
})

/** Starts an apply and kills it after so many ms, unless it has ended by then. */
async function killedApply(home: string, file: string, delay: number): Promise<void> {
  const apply = startKubelite(home, 'apply', '-f', file)
  const timer = setTimeout(apply.kill, delay)
  const { stderr, exitCode, signal } = await apply.ended
  clearTimeout(timer)
  expect({ stderr, ended: exitCode ?? signal }).toEqual({ stderr: '', ended: exitCode === 0 ? 0 : 'SIGKILL' })
}

/** Everything in the cluster, but for events and for what chance and time decide. */
async function stateOf(home: string): Promise<string> {
  const list = await kubelite(home, 'get', types, '-A', '-o', 'json')
  return JSON.stringify(normalise(JSON.parse(list)), undefined, 1)
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

let homes = 0
function newHome(copyOf?: string): string {
  const home = join(folder, `home-${homes++}`)
  mkdirSync(home)
  if (copyOf !== undefined) cpSync(copyOf, home, { recursive: true })
  return home
}

function manifestFile(name: string, text: string): string {
  const path = join(folder, `${name}.yaml`)
  writeFileSync(path, text)
  return path
}

interface Shape {
  replicas: number
  image: string
}

/** Objects of many kinds, so that every controller has work. */
function world(shape: Shape): string {
  return `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: pods, namespace: shop }
spec: { hard: { pods: "50" } }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { image: ${shape.image} }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
${app('web', shape)}---
${app('db', { replicas: 1, image: 'db:1' })}`
}

function app(name: string, { replicas, image }: Shape): string {
  return `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: ${name} }, ports: [{ port: 80 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name} } }
    spec: { containers: [{ name: c, image: "${image}" }] }
`
}
