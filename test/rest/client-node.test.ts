/** The official client for JavaScript against a cluster that is served. */
import '../support/newer-node.ts'

import { PassThrough, Readable, Writable } from 'node:stream'
import {
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  Exec,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  setHeaderOptions,
  type V1ConfigMap,
  type V1Status,
  Watch,
} from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Cluster, type Served } from '../../src/index.ts'

const namespace = 'default'

let cluster: Cluster
let served: Served
let config: KubeConfig
beforeAll(async () => {
  cluster = await Cluster.open({ seed: 'client' })
  served = await cluster.serve()
  config = new KubeConfig()
  config.loadFromClusterAndUser({ name: 'kubelite', server: served.url, skipTLSVerify: true }, { name: 'me' })
})
afterAll(() => cluster.close())

const deployment = {
  metadata: { name: 'web' },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
    },
  },
}

describe('the client', () => {
  it('creates, reads, patches, scales and deletes', async () => {
    const apps = config.makeApiClient(AppsV1Api)
    const created = await apps.createNamespacedDeployment({ namespace, body: deployment })
    expect(created.metadata?.uid).toBeDefined()
    const read = await apps.readNamespacedDeployment({ namespace, name: 'web' })
    expect(read.status?.readyReplicas).toBe(2)
    expect(read.metadata?.creationTimestamp).toBeInstanceOf(Date)
    const patched = await apps.patchNamespacedDeployment(
      { namespace, name: 'web', body: { spec: { replicas: 3 } } },
      setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
    )
    expect(patched.spec?.replicas).toBe(3)
    const scale = await apps.readNamespacedDeploymentScale({ namespace, name: 'web' })
    expect(scale.status?.replicas).toBe(3)
    await apps.deleteNamespacedDeployment({ namespace, name: 'web' })
    await expect(apps.readNamespacedDeployment({ namespace, name: 'web' })).rejects.toMatchObject({
      code: 404,
    })
  })

  it('finds kinds by discovery, and applies', async () => {
    const objects = KubernetesObjectApi.makeApiClient(config)
    const spec = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'applied', namespace },
      data: { a: '1' },
    }
    await objects.create(spec)
    const changed = { ...spec, data: { a: '2' } }
    const applied = await objects.patch(
      changed,
      undefined,
      undefined,
      'me',
      true,
      PatchStrategy.ServerSideApply,
    )
    expect((applied as V1ConfigMap).data).toEqual({ a: '2' })
  })

  it('reads logs', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const command = ['sh', '-c', 'echo hello']
    const body = {
      metadata: { name: 'p' },
      spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command }] },
    }
    await core.createNamespacedPod({ namespace, body })
    expect(await core.readNamespacedPodLog({ namespace, name: 'p' })).toBe('hello\n')
  })

  it('reads custom objects', async () => {
    await cluster.apply(
      'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: tabs.example.com}\nspec: {group: example.com, scope: Namespaced, names: {plural: tabs, singular: tab, kind: Tab}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}',
    )
    const custom = config.makeApiClient(CustomObjectsApi)
    const place = { group: 'example.com', version: 'v1', plural: 'tabs', namespace }
    const body = { apiVersion: 'example.com/v1', kind: 'Tab', metadata: { name: 't' }, size: 3 }
    await custom.createNamespacedCustomObject({ ...place, body })
    expect(await custom.getNamespacedCustomObject({ ...place, name: 't' })).toMatchObject({ size: 3 })
  })
})

describe('its exec', () => {
  /** Runs a command in the pod; gives what it printed, and the Status that it ended with. */
  async function exec(command: string[], input?: string) {
    const written = { stdout: '', stderr: '' }
    const collect = (stream: 'stdout' | 'stderr') =>
      new Writable({
        write(text, _encoding, done) {
          written[stream] += text
          done()
        },
      })
    const stdin = input === undefined ? null : Readable.from([input])
    const [stdout, stderr] = [collect('stdout'), collect('stderr')]
    const status = await new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec(namespace, 'shell', 'c', command, stdout, stderr, stdin, false, resolve)
        .catch(reject)
    })
    return { ...written, status }
  }

  it('runs commands in containers', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const spec = { containers: [{ name: 'c', image: 'nginx' }] }
    await core.createNamespacedPod({ namespace, body: { metadata: { name: 'shell' }, spec } })
    expect(await exec(['sh', '-c', 'echo out; echo err >&2'])).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      status: { metadata: {}, status: 'Success' },
    })
    expect((await exec(['sh', '-c', 'exit 3'])).status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    })
    await exec(['sh', '-c', 'echo kept > /tmp/file'])
    expect((await exec(['cat', '/tmp/file'])).stdout).toBe('kept\n')
    expect((await exec(['nosuch'])).status).toMatchObject({ status: 'Failure' })
  })
})

describe('a terminal', () => {
  it('runs a shell line by line, and shows what is typed', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const spec = { containers: [{ name: 'c', image: 'nginx' }] }
    await core.createNamespacedPod({ namespace, body: { metadata: { name: 'terminal' }, spec } })
    const stdin = new PassThrough()
    let shown = ''
    const stdout = new Writable({
      write(text, _encoding, done) {
        shown += text
        done()
      },
    })
    const ended = new Promise<V1Status>((resolve, reject) => {
      new Exec(config)
        .exec(namespace, 'terminal', 'c', ['sh'], stdout, null, stdin, true, resolve)
        .catch(reject)
    })
    stdin.write('cd /tmx\x7fp\rA=b\recho \x1b[A$A $PWD\r')
    stdin.write('nonsense\x03false\rexit\r')
    expect((await ended).details?.causes).toEqual([{ reason: 'ExitCode', message: '1' }])
    expect(shown).toBe(
      '# cd /tmx\b \bp\r\n# A=b\r\n# echo $A $PWD\r\nb /tmp\r\n# nonsense^C\r\n# false\r\n# exit\r\n',
    )
  })
})

describe('its watch', () => {
  it('tells of changes, and goes on where it was', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const seen: string[] = []
    const follow = (resourceVersion: string, until: number) =>
      new Promise<string>((resolve, reject) => {
        let last = resourceVersion
        const watching = new Watch(config).watch(
          path,
          { resourceVersion, labelSelector: 'seen=yes' },
          (type, object: V1ConfigMap) => {
            seen.push(`${type} ${object.metadata?.name}`)
            last = object.metadata?.resourceVersion ?? last
            if (seen.length === until) void watching.then((request) => request.abort())
          },
          (error) => (error?.name === 'AbortError' ? resolve(last) : reject(error)),
        )
      })
    const { metadata } = await core.listNamespacedConfigMap({ namespace })
    const create = (name: string) =>
      core.createNamespacedConfigMap({ namespace, body: { metadata: { name, labels: { seen: 'yes' } } } })
    const first = follow(metadata?.resourceVersion ?? '', 1)
    await create('one')
    const reached = await first
    await create('two')
    await core.deleteNamespacedConfigMap({ namespace, name: 'one' })
    await follow(reached, 3)
    expect(seen).toEqual(['ADDED one', 'ADDED two', 'DELETED one'])
  })
})

describe('its informer', () => {
  it('keeps what there is, and hears of all changes', async () => {
    const core = config.makeApiClient(CoreV1Api)
    const informer = makeInformer(
      config,
      `/api/v1/namespaces/${namespace}/configmaps`,
      () => core.listNamespacedConfigMap({ namespace, labelSelector: 'informed=yes' }),
      'informed=yes',
    )
    const body = { metadata: { name: 'kept', labels: { informed: 'yes' } }, data: { a: '1' } }
    await core.createNamespacedConfigMap({ namespace, body })
    const next = (event: 'add' | 'update' | 'delete') =>
      new Promise<V1ConfigMap>((resolve) => informer.on(event, resolve))
    const added = next('add')
    await informer.start()
    expect((await added).metadata?.name).toBe('kept')
    const updated = next('update')
    await core.replaceNamespacedConfigMap({ namespace, name: 'kept', body: { ...body, data: { a: '2' } } })
    expect((await updated).data).toEqual({ a: '2' })
    expect(informer.get('kept', namespace)?.data).toEqual({ a: '2' })
    const deleted = next('delete')
    await core.deleteNamespacedConfigMap({ namespace, name: 'kept' })
    expect((await deleted).metadata?.name).toBe('kept')
    await informer.stop()
  })
})
