/** kubectl itself and kubelite over the same cluster, one by HTTP and one from within: both tell the same. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster } from '../../src/cluster/cluster.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { sharedCluster } from '../../src/cluster/shared-cluster.ts'
import type { Listening } from '../../src/rest/listen.ts'
import { serveCluster } from '../../src/rest/serve.ts'
import { createTestCli, type Result, splitWords, type TestCli } from '../cli/test-cli.ts'

const script = String(new URL('../../scripts/compare-with-kubectl/kubectl.js', import.meta.url))
const { findKubectl, VERSION } = (await import(script)) as {
  findKubectl(): string | undefined
  VERSION: string
}
const program = findKubectl()

const MANIFEST = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: c
        image: busybox
        command: [sh, -c, 'echo one; echo two; sleep 3600']
        ports: [{containerPort: 80}]
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {a: '1'}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: crontabs.stable.example.com}
spec:
  group: stable.example.com
  scope: Namespaced
  names: {plural: crontabs, singular: crontab, kind: CronTab, shortNames: [ct]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns: [{name: Spec, type: string, jsonPath: .spec.cronSpec}]
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {cronSpec: {type: string, description: When.}}}}
`
const CUSTOM = `
apiVersion: stable.example.com/v1
kind: CronTab
metadata: {name: mine}
spec: {cronSpec: '* * * * */5'}
`

interface Side {
  cluster: Cluster
  cli: TestCli
  folder: string
}

async function openSide(): Promise<Side> {
  const cluster = sharedCluster(await openCluster({ store: 'memory', seed: 'http' }))
  const cli = createTestCli({
    cluster,
    waiting: { now: Date.now, sleep: async () => {}, onInterrupt: () => () => {} },
  })
  for (const [name, content] of [
    ['app.yaml', MANIFEST],
    ['custom.yaml', CUSTOM],
    ['changed.yaml', MANIFEST.replace('replicas: 2', 'replicas: 3')],
  ] as const)
    writeFileSync(join(cli.folder, name), content)
  return { cluster, cli, folder: cli.folder }
}

let home: string
let listening: Listening
/** What kubectl works on, and what kubelite does by itself for comparison. */
let served: Side
let alone: Side
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'kubelite-http-'))
  served = await openSide()
  alone = await openSide()
  listening = await serveCluster(served.cluster, { address: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  await listening.close()
  for (const side of [served, alone]) {
    await side.cli[Symbol.asyncDispose]()
    await side.cluster.close()
  }
  rmSync(home, { recursive: true })
})

async function kubectl(line: string): Promise<Result> {
  const server = `--server=http://${listening.where}`
  const child = spawn(program!, [server, `--cache-dir=${home}/cache`, ...splitWords(line)], {
    cwd: served.folder,
    env: { HOME: home, PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise((resolve) => child.on('close', resolve))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { stdout, stderr, exitCode: Number(exitCode) }
}

/** What differs from run to run: times, names made by chance, what the program is called, widths that follow from those. */
function masked({ stdout, stderr, exitCode }: Result): Result {
  const mask = (words: string) =>
    words
      .replace(/\b\d{4}-\d\d-\d\d[T ][\d:.]+(Z| [+-]\d{4})\b/g, 'TIME')
      .replace(/\b(LIVE|MERGED)-\d+/g, '$1')
      .replace(/https?:\/\/127\.0\.0\.1:\d+/g, 'SERVER')
      .replace(/\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [\d:]+ [+-]\d{4}\b/g, 'TIME')
      .replace(/\b(\d+(ms|s|m|h|d))+\b/g, 'AGE')
      .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'UID')
      .replace(/web-[0-9a-f]{8,10}-[a-z0-9]{5}\b/g, 'web-POD')
      .replace(/(resourceVersion"?: ")\d+/g, '$1N')
      .replace(/\b10\.\d+\.\d+\.\d+\b/g, 'IP')
      .replaceAll('kubelite', 'kubectl')
      .replace(/[ \t]+/g, ' ')
  return { stdout: mask(stdout), stderr: mask(stderr), exitCode }
}

/** In their order: each is done on both sides. */
const WRITES = [
  'apply -f app.yaml',
  'apply -f custom.yaml',
  'apply -f app.yaml',
  'diff -f changed.yaml',
  'apply -f changed.yaml',
  'apply --server-side -f app.yaml',
  'apply --server-side --force-conflicts --field-manager=me -f app.yaml',
  'create deployment other --image=nginx --replicas=2',
  'create configmap made --from-literal=a=b',
  'create secret generic hidden --from-literal=p=q',
  'create service clusterip plain --tcp=80',
  'create namespace team',
  'create serviceaccount robot -n team',
  'create role reader --verb=get --resource=pods',
  'create rolebinding jane --role=reader --user=jane',
  'create job once --image=busybox',
  'create cronjob tick --image=busybox --schedule=@hourly',
  'create quota few --hard=pods=20 -n team',
  'run lone --image=nginx --restart=Never --port=80',
  'expose deployment other --port=80',
  'scale deployment other --replicas=3',
  'autoscale deployment other --max=4',
  'set image deployment/other nginx=nginx:1.27',
  'set env deployment/other A=b',
  'rollout status deployment/other --timeout=20s',
  'rollout undo deployment/other',
  'rollout restart deployment/other',
  'label deployment other team=a',
  'annotate deployment other note=x',
  'label deployment other team=b',
  `patch deployment other -p '{"spec":{"minReadySeconds":1}}'`,
  `patch deployment other --type=json -p '[{"op":"remove","path":"/spec/minReadySeconds"}]'`,
  `patch crontab mine --type=merge -p '{"spec":{"cronSpec":"@daily"}}'`,
  `patch crontab mine -p '{"spec":{}}'`,
  'taint nodes worker-1 a=b:NoSchedule',
  'taint nodes worker-1 a-',
  'cordon worker-1',
  'uncordon worker-1',
  'wait --for=condition=Available deployment/other --timeout=20s',
  'replace -f custom.yaml',
  'delete configmap made',
  'delete configmap made',
  'delete pod lone --now',
  'delete deployment other --wait=false',
  'delete -f custom.yaml',
  'create -f custom.yaml',
  'create configmap settings',
  'create deployment Bad_Name --image=nginx',
]

const READS = [
  'get nodes',
  'get deploy,rs,svc -o wide',
  'get pods -A -o wide',
  'get pods --show-labels',
  'get configmap settings -o yaml',
  'get deploy web -o json',
  'get deploy web -o yaml --show-managed-fields',
  'get svc web -o yaml',
  'get crontab mine -o yaml',
  'get ct',
  'get pods -l app=web -o name',
  'get pods --field-selector=status.phase=Running -o name',
  "get pods -o jsonpath='{.items[*].spec.nodeName}'",
  'get deploy web --subresource=scale',
  'get endpoints',
  'get hpa,cronjobs,jobs',
  'get quota -n team',
  'get secret hidden -o yaml',
  'describe deployment web',
  'describe service web',
  'describe configmap settings',
  'describe crontab mine',
  'describe rolebinding jane',
  'describe nosuch',
  'rollout history deployment/web',
  'rollout status deployment/web',
  'logs deployment/web --tail=1',
  'top nodes',
  'auth can-i create pods',
  'auth can-i list nodes --as=jane',
  'auth can-i get pods --as=jane',
  'auth whoami',
  'get pods --as=jane',
  'get pod nosuch',
  'get nosuch',
  'get pods --chunk-size=1 -o name',
  'explain deployment.spec.replicas',
  'explain crontab.spec',
  'api-versions',
  'api-resources --api-group=apps',
  'get --raw /healthz',
  'get --raw /api/v1/nosuch',
  'cluster-info',
  'exec deployment/web -- echo hello',
  `exec deployment/web -- sh -c 'echo err >&2; exit 3'`,
  'exec deployment/web -c nosuch -- ls',
  'exec deployment/web -- nosuch',
  'exec nosuch -- ls',
]

describe.skipIf(program === undefined)(`kubectl ${VERSION} over HTTP (none at hand: skipped)`, () => {
  // One after the other: each stands on what those before it did.
  for (const [index, line] of WRITES.entries())
    it(`writes as kubelite does (${index + 1}): ${line}`, async () => {
      const own = masked(await alone.cli.run(line))
      expect(masked(await kubectl(line))).toEqual(own)
    })

  for (const line of READS)
    it(`reads as kubelite does: ${line}`, async () => {
      const own = masked(await served.cli.run(line))
      expect(masked(await kubectl(line))).toEqual(own)
    })
})
