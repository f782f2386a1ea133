/** The recordings that are run again, and what the recorder did between the commands without showing it. */
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import type { Client } from '../../../src/apiserver/client.ts'
import type { TestCli } from '../../cli/test-cli.ts'
import { type Block, readTranscript } from '../../support/transcripts.ts'
import type { Step } from './run.ts'
import { fillStates } from './states.ts'
import { writeWorld } from './world-files.ts'
import { put, recordEvent, setStatus } from './writes.ts'

/** A recording and the state of the cluster that it was made in. */
export interface Recording {
  file: string
  /** Of the other commands there is a better recording. */
  only?: RegExp
  prepare?(client: Client, cli: TestCli): Promise<void>
  /** In a cluster where all acts that acts in one, and nothing is but what `prepare` makes. */
  live?: boolean
  before?: Readonly<Record<number, Step>>
}

/** Commands that later issues bring, by what is in their line. */
const later: readonly RegExp[] = []

/** Whether a block needs what is not there yet. */
export function isLater({ command }: Block): boolean {
  return later.some((pattern) => pattern.test(command))
}

const configMap = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', ...more },
})

async function create(cli: TestCli, ...objects: object[]): Promise<void> {
  const cluster = await cli.cluster()
  for (const object of objects) await cluster.write((client) => put(client, object))
}

async function namespace(client: Client, name: string): Promise<void> {
  await put(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  await put(client, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'default', namespace: name },
  })
}

async function remove(cli: TestCli, kind: 'Pod', name: string): Promise<void> {
  const now = { gracePeriodSeconds: 0 }
  await (await cli.cluster()).write((client) => client.delete(kind, { namespace: 'shop', name }, now))
}

/** Those of the first pod that is described, which the recorder wrote by hand. */
async function kubeletEvents(client: Client): Promise<void> {
  const about = await client.get('Pod', { namespace: 'shop', name: 'web-57cbb8cdb7-269z7' })
  const event = { about: about as KubeObject, from: 'kubelet', fieldPath: 'spec.containers{nginx}' }
  const failed =
    'Readiness probe failed: Get "http://10.244.1.5:80/healthz": dial tcp 10.244.1.5:80: connect: connection refused'
  const pulled = 'Successfully pulled image "nginx:1.25" in 1.5s (1.5s including waiting)'
  await recordEvent(client, { ...event, reason: 'Pulling', message: 'Pulling image "nginx:1.25"' })
  await recordEvent(client, { ...event, reason: 'Pulled', message: pulled })
  await recordEvent(client, { ...event, reason: 'Created', message: 'Created container nginx' })
  await recordEvent(client, { ...event, reason: 'Started', message: 'Started container nginx' })
  await recordEvent(client, { ...event, type: 'Warning', reason: 'Unhealthy', message: failed })
}

/** Pods as large as the recorded ones are not let in otherwise. */
async function withoutLimits(client: Client): Promise<void> {
  await client.delete('LimitRange', { namespace: 'shop', name: 'defaults' })
  await client.delete('ResourceQuota', { namespace: 'shop', name: 'team-quota' })
}

async function terminatingNamespace(client: Client): Promise<void> {
  await put(client, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'going' } })
  for (const name of ['hold', 'kube-root-ca.crt']) await put(client, configMap(name, { namespace: 'going' }))
  await client.delete('Namespace', { namespace: '', name: 'going' })
}

async function thingsToDelete(client: Client): Promise<void> {
  for (const name of ['d1', 'd2', 'd3', 'd4', 'd5', 'int']) await put(client, configMap(name))
  await put(client, configMap('d6', { labels: { set: 'd' } }))
  await namespace(client, 'del')
  for (const name of ['kube-root-ca.crt', 'x1', 'x2'])
    await put(client, configMap(name, { namespace: 'del' }))
  for (const name of ['pa', 'pb', 'pc', 'pd', 'pe', 'pf'])
    await put(client, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'shop', labels: { set: 'p' } },
      spec: { nodeName: 'node-9', containers: [{ name: 'c', image: 'i' }] },
    })
}

async function scaled(client: Client): Promise<void> {
  const name = { namespace: 'shop', name: 'my-cron' }
  for (const replicas of [5, 4])
    await client.patch('CronTab.stable.example.com', name, 'merge', { spec: { replicas } })
}

/** One pod without a controller, one with local data besides, and one pod less of the deployment. */
async function podsToDrain(cli: TestCli): Promise<void> {
  const volumes = { volumes: [{ name: 'data', emptyDir: {} }] }
  const pod = (name: string, more: object = {}) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec: { nodeName: 'node-2', containers: [{ name: 'c', image: 'i' }], ...more },
  })
  await create(cli, pod('bare'), pod('localdata', volumes))
  await remove(cli, 'Pod', 'web-57cbb8cdb7-h84xl')
  await cli.run('uncordon node-2')
}

/** The manifests that the recorder had at hand, as an earlier recording shows them. */
function writeManifests(cli: TestCli): void {
  for (const { command, stdout } of readTranscript('11-apply')) {
    const name = /^cat (api|made)\.yaml$/.exec(command)?.[1]
    if (name) cli.file(`${name}.yaml`, stdout)
  }
}

/** The shop as its manifests make it, where all acts that acts in a cluster. */
async function startShop(cli: TestCli): Promise<void> {
  writeManifests(cli)
  writeWorld(cli)
  const shop = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } }
  await cli.run('create -f -', { stdin: JSON.stringify(shop) })
  for (const file of ['cluster.yaml', 'shop/rest.yaml', 'shop/web.yaml', 'api.yaml'])
    await cli.run(`apply -n shop -f ${file}`)
}

/** A deployment that replaces all of its pods at once. */
async function recreatingDeployment(cli: TestCli): Promise<void> {
  const labels = { app: 'recreate' }
  const template = { metadata: { labels }, spec: { containers: [{ name: 'x', image: 'x:1' }] } }
  const spec = { replicas: 2, strategy: { type: 'Recreate' }, selector: { matchLabels: labels }, template }
  const metadata = { name: 'recreate', namespace: 'shop' }
  await create(cli, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec })
}

async function patch(
  cli: TestCli,
  kind: 'ConfigMap' | 'StatefulSet',
  name: string,
  body: object,
): Promise<void> {
  const key = { namespace: 'shop', name }
  await (await cli.cluster()).write((client) => client.patch(kind, key, 'merge', body))
}

async function applyOnce(cli: TestCli): Promise<void> {
  writeManifests(cli)
  await cli.run('apply -n shop -f api.yaml -f made.yaml')
}

async function availableApi(client: Client, cli: TestCli): Promise<void> {
  await applyOnce(cli)
  const conditions = [{ type: 'Available', status: 'True' }]
  await setStatus(client, 'Deployment', 'api', { replicas: 2, readyReplicas: 2, conditions })
}

const asBinary = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'bin-cm', namespace: 'shop' } }

/** One pod without a node, and one with two containers. */
async function podsToReach(cli: TestCli): Promise<void> {
  const pod = (name: string, spec: object) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'shop' },
    spec,
  })
  const containers = ['a', 'b'].map((name) => ({ name, image: 'i' }))
  await (await cli.cluster()).write(withoutLimits)
  await create(cli, pod('pend', { containers: [{ name: 'c', image: 'i' }] }))
  await create(cli, pod('multi', { nodeName: 'node-9', containers }))
}

/** The kubeconfig that the recorder began with. */
const RECORDED_CONFIG = `apiVersion: v1
kind: Config
clusters:
- cluster: {insecure-skip-tls-verify: true, server: 'https://127.0.0.1:6443'}
  name: local
contexts:
- context: {cluster: local, namespace: shop, user: admin}
  name: test
current-context: test
users:
- name: admin
  user: {token: admin-token}
`

/** All recordings of commands that this program has. */
export const recordings: readonly Recording[] = [
  { file: '01-get-pods' },
  { file: '02-get-several-kinds' },
  { file: '03-get-tables-by-kind' },
  { file: '04-get-pod-statuses', prepare: fillStates },
  { file: '05-get-output-formats' },
  {
    file: '06-describe-pods-nodes',
    async prepare(client) {
      await withoutLimits(client)
      await kubeletEvents(client)
    },
    before: { 596: (cli) => remove(cli, 'Pod', 'big') },
  },
  { file: '07-describe-workloads' },
  {
    file: '08-describe-others',
    async prepare(client) {
      await put(client, configMap('empty-cm'))
      await put(client, { ...asBinary, data: { a: 'b', 'bin.dat': '\u0000\u0001\u0002' } })
    },
  },
  {
    file: '09-create-generators',
    before: {
      668: async (cli) => cli.file('cfgdir/two.txt', 'two\n'),
      689: async (cli) => cli.file('bin.dat', 'a\0b'),
    },
  },
  { file: '10-run-expose' },
  {
    file: '11-apply',
    before: {
      235: async (cli) => {
        await (await cli.cluster()).write((client) =>
          client.patch('Deployment', { namespace: 'shop', name: 'api' }, 'merge', {
            metadata: { labels: { extra: '1' } },
          }),
        )
      },
    },
  },
  { file: '12-apply-errors-manifest' },
  { file: '13-apply-errors-server' },
  { file: '14-immutable-conflict', prepare: terminatingNamespace },
  {
    file: '15-server-side-apply',
    before: {
      // A command that this program has, but that no other recording calls as it is called here.
      132: async (cli) =>
        void (await cli.run(['patch', '-n', 'shop', 'cm', 'ssa', '-p', '{"data":{"b":"3"}}'])),
    },
  },
  {
    file: '16-delete',
    prepare: async (client) => {
      await withoutLimits(client)
      await thingsToDelete(client)
    },
    before: {
      222: (cli) => create(cli, configMap('rawdel')),
      39: (cli) =>
        create(cli, configMap('d1', { labels: { set: 'd' } }), configMap('d2', { labels: { set: 'd' } })),
    },
  },
  { file: '17-scale' },
  {
    file: '18-rollout',
    live: true,
    prepare: (_, cli) => startShop(cli),
    before: {
      570: (cli) =>
        patch(cli, 'StatefulSet', 'db', {
          spec: { updateStrategy: { type: 'OnDelete', rollingUpdate: null } },
        }),
      574: recreatingDeployment,
    },
  },
  {
    file: '19-set',
    prepare: (_, cli) => applyOnce(cli),
    before: { 83: (cli) => patch(cli, 'ConfigMap', 'app-config', { data: { 'app.properties': null } }) },
  },
  { file: '21-taint-cordon-drain', prepare: withoutLimits, before: { 212: podsToDrain } },
  { file: '23-wait', prepare: availableApi },
  {
    file: '24-diff',
    prepare: (_, cli) => applyOnce(cli),
    before: {
      187: async (cli) => cli.file('bad.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ssa}\n'),
    },
  },
  { file: '29-events', only: /kubectl events/ },
  { file: '25-explain-api-resources', only: /api-(resources|versions)/ },
  { file: '25b-explain-new-form' },
  {
    file: '26-auth',
    before: {
      224: async (cli) => cli.file('made.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: made}\n'),
    },
  },
  {
    file: '27-logs-exec-top-info-config',
    prepare: async (_client, cli) => cli.file('.kube/config', RECORDED_CONFIG),
    before: { 163: podsToReach },
  },
  { file: '28-cli-errors-help' },
  { file: '30-kustomize', prepare: async (_client, cli) => cli.file('dir/pod.yaml', '') },
  { file: '31-custom-resources', prepare: scaled },
  { file: '32-defaulted-objects', prepare: (client) => namespace(client, 'dflt') },
]
