/** The cluster of the recordings, object by object, with nothing acting on it: what was recorded stands still. */
import { createRegistry } from '../../../src/api/registry.ts'
import { createAdmission } from '../../../src/apiserver/admission/index.ts'
import type { Client } from '../../../src/apiserver/client.ts'
import { clusterAdmin, type ServerContext } from '../../../src/apiserver/context.ts'
import { createClient, customKindsIn } from '../../../src/apiserver/server.ts'
import { createClock, type SteppingClock } from '../../../src/base/clock.ts'
import { createRandom } from '../../../src/base/random.ts'
import { bootstrap } from '../../../src/cluster/bootstrap.ts'
import type { Cluster } from '../../../src/cluster/cluster.ts'
import { initialObjects } from '../../../src/cluster/initial-objects.ts'
import { kubeletBooks } from '../../../src/cluster/kubelet-books.ts'
import { openMemory } from '../../../src/store/backends/memory.ts'
import { createTestCli, type TestCli } from '../../cli/test-cli.ts'
import { type Block, readTranscript } from '../../support/transcripts.ts'
import { fillShop } from './shop.ts'
import { writeWorld } from './world-files.ts'
import { filledAt, put, recordEvent } from './writes.ts'

/** A program over the cluster of the recordings, with the manifests in its folder, and what else a recording needs. */
export async function recordedWorld(
  more?: (client: Client, cli: TestCli) => Promise<void>,
): Promise<TestCli> {
  const cluster = await stillCluster()
  const cli = createTestCli({ cluster })
  cli.file('shop.config', KUBECONFIG)
  await cluster.write((client) => fill(client, cli, cluster.clock))
  if (more) await cluster.write((client) => more(client, cli))
  return cli
}

/** A program over a cluster of its own, in which all acts, with what a recording needs. */
export async function liveWorld(more?: (client: Client, cli: TestCli) => Promise<void>): Promise<TestCli> {
  const cli = createTestCli()
  if (more) await more(await (await cli.cluster()).reader(), cli)
  return cli
}

/** The namespace that the recorder's commands worked in. */
const KUBECONFIG = `apiVersion: v1
kind: Config
current-context: shop
contexts:
- name: shop
  context: {cluster: '', user: '', namespace: shop}
`

/** A cluster in which nothing acts: no controllers, no scheduler, no kubelets. */
async function stillCluster(): Promise<Cluster> {
  const store = openMemory()
  const clock = createClock({ source: filledAt })
  const server: ServerContext = {
    store,
    clock,
    registry: createRegistry(customKindsIn(store)),
    random: createRandom('transcripts'),
    // The server of the recordings is older than this one.
    admission: createAdmission().filter(({ name }) => name !== 'PodTopologyLabels'),
    network: { serviceCidr: '10.0.0.0/24', nodePorts: [30000, 32767] },
  }
  await bootstrap(server, [])
  server.makeInitial = initialObjects(server)
  const client = createClient(server, clusterAdmin)
  return {
    registry: server.registry,
    clock,
    read: (command) => command(client, kubeletBooks(store, clock.now())),
    write: (command) => command(client, kubeletBooks(store, clock.now())),
    imagine: async () => {
      throw new Error('nothing acts in this cluster')
    },
    async advance(ms, { until } = {}) {
      const from = clock.now()
      if (await until?.(client)) return { from, to: from, reached: true }
      clock.stepTo(from + ms)
      return { from, to: from + ms, reached: (await until?.(client)) ?? false }
    },
    due: async () => [],
    isSettled: async () => true,
    now: async () => clock.now(),
    reader: async () => client,
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  }
}

async function fill(client: Client, cli: TestCli, clock: SteppingClock): Promise<void> {
  const blocks = readTranscript('00-world')
  const manifest = writeWorld(cli)
  // The classes that a cluster of kubelite begins with; the recorded one brings its own.
  await client.delete('StorageClass', { name: 'standard', namespace: '' })
  await client.delete('IngressClass', { name: 'nginx', namespace: '' })
  await apply(cli, manifest('cluster.yaml'))
  await createNodes(client, blocks)
  await put(client, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop', labels: { team: 'ops' } },
  })
  for (const namespace of ['default', 'shop'])
    await put(client, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } })
  await fillShop(client, {
    rest: manifest('shop/rest.yaml'),
    web: manifest('shop/web.yaml'),
    apply: (text) => apply(cli, text),
    at: (seconds) => clock.stepTo(filledAt + seconds * 1000),
  })
  clock.stepTo(filledAt + 8000)
}

async function apply(cli: TestCli, text: string): Promise<void> {
  const { stderr, exitCode } = await cli.run('apply -n shop -f -', { stdin: text })
  if (exitCode !== 0) throw new Error(stderr)
}

const conditions = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'],
].map(([type, status, reason, message]) => ({
  type,
  status,
  reason,
  message,
  lastHeartbeatTime: '2026-11-22T02:57:33Z',
  lastTransitionTime: '2026-11-22T02:57:33Z',
}))

async function createNodes(client: Client, blocks: readonly Block[]): Promise<void> {
  await put(client, hollowNode('node-1', 'zone-a', { disk: 'ssd', 'node-role.kubernetes.io/worker': '' }))
  await put(client, hollowNode('node-2', 'zone-b', {}))
  const read = (name: string) =>
    JSON.parse(blocks.find(({ command }) => command.endsWith(` ${name}`))?.stdout ?? '{}')
  const node = read('node-9.json')
  const labels = { ...beta, ...node.metadata.labels }
  await put(client, { ...node, metadata: metadataOf('node-9', labels), ...read('node-9-status.json') })
  for (const name of ['node-1', 'node-2', 'node-9']) await nodeExtras(client, name)
}

const beta = { 'beta.kubernetes.io/arch': 'amd64', 'beta.kubernetes.io/os': 'linux' }

function metadataOf(name: string, labels: Record<string, string>) {
  return { name, labels, annotations: { 'node.alpha.kubernetes.io/ttl': '0' } }
}

function hollowNode(name: string, zone: string, labels: Record<string, string>) {
  const capacity = { cpu: '1', 'ephemeral-storage': '0', memory: '3840Mi', pods: '110' }
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadataOf(name, {
      ...beta,
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': name,
      'kubernetes.io/os': 'linux',
      'topology.kubernetes.io/zone': zone,
      ...labels,
    }),
    spec: { providerID: `kubemark://${name}` },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: 'InternalIP', address: '10.0.10.1' },
        { type: 'Hostname', address: name },
      ],
      conditions,
      nodeInfo: {
        machineID: '',
        systemUUID: '',
        bootID: '',
        kernelVersion: '3.16.0-0.bpo.4-amd64',
        osImage: 'Debian GNU/Linux 7 (wheezy)',
        containerRuntimeVersion: 'fakeRuntime://0.1.0',
        kubeletVersion: 'v1.20.2',
        kubeProxyVersion: 'v1.20.2',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    },
  }
}

/** The lease that a kubelet keeps, and the event that the node controller records. */
async function nodeExtras(client: Client, name: string): Promise<void> {
  if (name !== 'node-9') {
    await put(client, {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'CSINode',
      metadata: { name },
      spec: { drivers: [] },
    })
    await put(client, {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace: 'kube-node-lease' },
      spec: { holderIdentity: name, leaseDurationSeconds: 40, renewTime: '2026-11-22T02:59:02.000000Z' },
    })
  }
  await recordEvent(client, {
    about: { kind: 'Node', metadata: { name, uid: name } },
    from: 'node-controller',
    reason: 'RegisteredNode',
    message: `Node ${name} event: Registered Node ${name} in Controller`,
  })
}
