/** get, create, replace and delete --raw: paths of the API. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  cli.file(
    'cm.yaml',
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm, labels: {a: b}}\ndata: {b: "2", a: "1"}\n',
  )
  await cli.run('create -f cm.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const failure = (stderr: string) => ({ stdout: '', stderr, exitCode: 1 })
const get = (path: string) => cli.run(['get', '--raw', path])
const getJson = async (path: string) => JSON.parse((await get(path)).stdout)
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const NOT_FOUND = failure('Error from server (NotFound): the server could not find the requested resource\n')

describe('get --raw', () => {
  it('gives an object as the API server writes it: the fields of its type in their order, on one line', async () => {
    const { stdout, stderr, exitCode } = await get(`${CONFIG_MAPS}/cm`)
    expect(stdout).toMatch(
      /^\{"kind":"ConfigMap","apiVersion":"v1","metadata":\{"name":"cm","namespace":"default","uid":"[^"]+","resourceVersion":"\d+","creationTimestamp":"[^"]+","labels":\{"a":"b"\}.*\},"data":\{"a":"1","b":"2"\}\}\n$/,
    )
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  })

  it('gives lists, whose items do not say of what kind they are', async () => {
    const { kind, apiVersion, metadata, items } = await getJson(CONFIG_MAPS)
    expect({ kind, apiVersion }).toEqual({ kind: 'ConfigMapList', apiVersion: 'v1' })
    expect(metadata.resourceVersion).toMatch(/^\d+$/)
    expect(items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
      'cm',
      'kube-root-ca.crt',
    ])
    expect(Object.keys(items[0])).toEqual(['metadata', 'data'])
  })

  it.each([
    [`${CONFIG_MAPS}?labelSelector=a%3Db`, ['cm']],
    [`${CONFIG_MAPS}?fieldSelector=metadata.name%3Dcm`, ['cm']],
    [`${CONFIG_MAPS}?limit=1`, ['cm']],
    ['/api/v1/configmaps?labelSelector=a', ['cm']],
    ['/api/v1/namespaces?fieldSelector=metadata.name=default', ['default']],
  ])('selects: %s', async (path, names) => {
    const { items } = await getJson(path)
    expect(items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(names)
  })

  it('goes on with a list that was cut', async () => {
    const { metadata } = await getJson(`${CONFIG_MAPS}?limit=1`)
    const { items } = await getJson(`${CONFIG_MAPS}?limit=5&continue=${metadata.continue}`)
    expect(items).toHaveLength(1)
  })

  it('gives parts of objects', async () => {
    await cli.run('create deployment web --image=nginx --replicas=2')
    const path = '/apis/apps/v1/namespaces/default/deployments/web'
    expect(await getJson(`${path}/scale`)).toMatchObject({ kind: 'Scale', spec: { replicas: 2 } })
    expect(await getJson(`${path}/status`)).toMatchObject({ kind: 'Deployment' })
    expect(await get(`${path}/nosuch`)).toEqual(NOT_FOUND)
  })

  it('gives what a container has written', async () => {
    await cli.run([
      'run',
      'hello',
      '--image=busybox',
      '--restart=Never',
      '--',
      'sh',
      '-c',
      'echo one; echo two',
    ])
    const { stdout } = await get('/api/v1/namespaces/default/pods/hello/log?tailLines=1')
    expect(stdout).toBe('two\n')
  })

  it.each([
    ['/healthz', 'ok'],
    ['/readyz', 'ok'],
    ['/livez', 'ok'],
  ])('answers %s', async (path, stdout) => {
    expect(await get(path)).toEqual({ stdout, stderr: '', exitCode: 0 })
  })

  it('tells of versions, groups and resources', async () => {
    expect(await getJson('/version')).toMatchObject({ major: '1', minor: '36' })
    expect(await getJson('/api')).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
    const { groups } = await getJson('/apis')
    expect(groups).toContainEqual({
      name: 'apps',
      versions: [{ groupVersion: 'apps/v1', version: 'v1' }],
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    })
    expect(await getJson('/apis/autoscaling')).toMatchObject({
      kind: 'APIGroup',
      name: 'autoscaling',
      versions: [{ version: 'v2' }, { version: 'v1' }],
    })
    const { groupVersion, resources } = await getJson('/apis/apps/v1')
    expect(groupVersion).toBe('apps/v1')
    expect(resources).toContainEqual({
      name: 'deployments/scale',
      singularName: '',
      namespaced: true,
      group: 'autoscaling',
      version: 'v1',
      kind: 'Scale',
      verbs: ['get', 'patch', 'update'],
    })
    expect((await getJson('/')).paths).toContain('/apis/apps/v1')
  })

  it('publishes what it serves as OpenAPI documents', async () => {
    const { serverRelativeURL } = (await getJson('/openapi/v3')).paths['apis/apps/v1']
    const { components } = await getJson(serverRelativeURL)
    expect(components.schemas['io.k8s.api.apps.v1.Deployment']).toBeDefined()
    expect((await getJson('/openapi/v2')).definitions['io.k8s.api.apps.v1.Deployment']).toBeDefined()
  })

  it.each([
    ['/nosuch'],
    ['/openapi/v3/apis/apps/v2'],
    ['/apis/nosuch'],
    ['/apis/apps/v9'],
    ['/api/v1/nosuch'],
    ['/api/v1/configmaps/cm'],
    ['/api/v1/namespaces/default/nodes'],
    ['/apis/apps/v1/namespaces/default/configmaps'],
  ])('finds nothing at %s', async (path) => {
    expect(await get(path)).toEqual(NOT_FOUND)
  })

  it.each([
    ['--raw /api pods', 'arguments may not be passed when --raw is specified'],
    [
      '--raw /api -w',
      '--raw may not be specified with other flags that filter the server request or alter the output',
    ],
    [
      '--raw /api -l a=b',
      '--raw may not be specified with other flags that filter the server request or alter the output',
    ],
    ['--raw /api -o yaml', '--raw and --output are mutually exclusive'],
    ['--raw x', '--raw must be a valid URL path: parse "x": invalid URI for request'],
    ['--raw ://', '--raw must be a valid URL path: parse "://": missing protocol scheme'],
  ])('refuses %s', async (flags, text) => {
    expect(await cli.run(`get ${flags}`)).toEqual(failure(`error: ${text}\n`))
  })

  it('is told of objects that are not there in the words of the server', async () => {
    expect(await get(`${CONFIG_MAPS}/nosuch`)).toEqual(
      failure('Error from server (NotFound): configmaps "nosuch" not found\n'),
    )
  })
})

describe('create, replace and delete --raw', () => {
  const send = (line: string, body: unknown) => {
    cli.file('body.json', typeof body === 'string' ? body : JSON.stringify(body))
    return cli.run(`${line} -f body.json`)
  }

  it('creates what a file says, with what the path says', async () => {
    const { stdout, exitCode } = await send(`create --raw ${CONFIG_MAPS}`, {
      metadata: { name: 'new' },
      data: { x: 'y' },
    })
    expect(exitCode).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'ConfigMap',
      metadata: { namespace: 'default' },
      data: { x: 'y' },
    })
    expect(await getJson(`${CONFIG_MAPS}/new`)).toMatchObject({ data: { x: 'y' } })
  })

  it('replaces an object, or its scale', async () => {
    await send(`replace --raw ${CONFIG_MAPS}/cm`, { data: { x: 'y' } })
    expect(await getJson(`${CONFIG_MAPS}/cm`)).toMatchObject({ data: { x: 'y' } })
    await cli.run('create deployment web --image=nginx')
    const path = '/apis/apps/v1/namespaces/default/deployments/web'
    const scale = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web' },
      spec: { replicas: 3 },
    }
    expect((await send(`replace --raw ${path}/scale`, scale)).stderr).toBe('')
    expect(await getJson(path)).toMatchObject({ spec: { replicas: 3 } })
  })

  it('tries only, with dryRun=All', async () => {
    const { exitCode } = await send(`create --raw ${CONFIG_MAPS}?dryRun=All`, { metadata: { name: 'new' } })
    expect(exitCode).toBe(0)
    expect((await get(`${CONFIG_MAPS}/new`)).exitCode).toBe(1)
  })

  it('deletes an object, and tells so', async () => {
    const { uid } = (await getJson(`${CONFIG_MAPS}/cm`)).metadata
    const { stdout } = await cli.run(`delete --raw ${CONFIG_MAPS}/cm`)
    expect(stdout).toBe(
      `{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success","details":{"name":"cm","kind":"configmaps","uid":"${uid}"}}\n`,
    )
    expect((await get(`${CONFIG_MAPS}/cm`)).exitCode).toBe(1)
  })

  it('deletes by selector', async () => {
    await cli.run(`delete --raw ${CONFIG_MAPS}?labelSelector=a=b`)
    expect((await getJson(CONFIG_MAPS)).items).toHaveLength(1)
  })

  it.each([
    [
      'a manifest that is no JSON',
      'create --raw /api/v1/namespaces/default/configmaps',
      'apiVersion: v1\nkind: ConfigMap\n',
      `the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character 'a' looking for beginning of value (61706956657273696f6e3a2076310a6b696e643a20436f6e6669674d6170 ...)`,
    ],
    [
      'another namespace',
      'create --raw /api/v1/namespaces/default/configmaps',
      { metadata: { name: 'x', namespace: 'other' } },
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'another name',
      'replace --raw /api/v1/namespaces/default/configmaps/cm',
      { metadata: { name: 'x' } },
      'the name of the object (x) does not match the name on the URL (cm)',
    ],
  ])('refuses %s', async (_, line, body, text) => {
    expect(await send(line, body)).toEqual(failure(`Error from server (BadRequest): ${text}\n`))
  })

  it.each([
    ['create --raw /api', 'must specify one of -f and -k'],
    ['create --raw /api -f a -f b', '--raw can only use a single local file or stdin'],
    ['create --raw /api -R -f cm.yaml', '--raw and --recursive are mutually exclusive'],
    ['create --raw /api -f cm.yaml -l a=b', '--raw and --selector (-l) are mutually exclusive'],
    ['create --raw /api -f cm.yaml -o yaml', '--raw and --output are mutually exclusive'],
    ['create --raw /api -f http://x/y', '--raw cannot read from a url'],
    ['create --raw /api/v1/namespaces -f nosuch', 'open nosuch: no such file or directory'],
    ['replace --raw /api', 'must specify one of -f and -k'],
    ['delete --raw : -f cm.yaml', '--raw must be a valid URL path: parse ":": missing protocol scheme'],
  ])('%s is refused', async (line, text) => {
    expect(await cli.run(line)).toEqual(failure(`error: ${text}\n`))
  })
})

describe('get --raw watches', () => {
  let at: FakeTime
  let watching: TestCli
  beforeEach(async () => {
    at = createFakeTime(NOW)
    watching = createTestCli({ waiting: at })
    await watching.run('create cm first --from-literal=a=1')
  })
  afterEach(() => watching[Symbol.asyncDispose]())

  /** Type, name and data of each event. */
  async function watch(query: string) {
    at.after(1000, () => watching.run('create cm second --from-literal=a=2'))
    at.after(2000, () => watching.run(`patch cm second -p '{"data":{"a":"3"}}'`))
    at.after(3000, () => watching.run('delete cm second'))
    const { stdout, stderr, exitCode } = await watching.run(['get', '--raw', `${CONFIG_MAPS}?${query}`])
    const events = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
    const told = events.map(({ type, object }) => [
      type,
      object.metadata.name ?? object.reason,
      object.data?.a,
    ])
    return { told, events, stderr, exitCode }
  }

  const first = ['ADDED', 'first', '1']
  const second = [
    ['ADDED', 'second', '2'],
    ['MODIFIED', 'second', '3'],
    ['DELETED', 'second', '3'],
  ]
  const rows: [title: string, query: string, told: unknown[]][] = [
    [
      'what there is, and each change',
      'watch=true&timeoutSeconds=5',
      [first, ['ADDED', 'kube-root-ca.crt', undefined], ...second],
    ],
    ['what a selector names', 'watch=1&timeoutSeconds=5&fieldSelector=metadata.name%3Dsecond', second],
    ['for so long', 'watch=true&timeoutSeconds=1&fieldSelector=metadata.name%3Dsecond', second.slice(0, 1)],
  ]
  it.each(rows)('and tells %s', async (_title, query, told) => {
    const result = await watch(query)
    expect(result.told).toEqual(told)
    expect(result).toMatchObject({ stderr: '', exitCode: 0 })
  })

  it('after a revision', async () => {
    const { metadata } = JSON.parse((await watching.run(['get', '--raw', CONFIG_MAPS])).stdout)
    const { told, events } = await watch(
      `watch=true&timeoutSeconds=5&resourceVersion=${metadata.resourceVersion}`,
    )
    expect(told).toEqual(second)
    expect(Object.keys(events[0].object)).toEqual(['kind', 'apiVersion', 'metadata', 'data'])
  })

  it('and tells where what happened after the revision is forgotten', async () => {
    const cluster = await watching.cluster()
    const name = { namespace: 'default', name: 'first' }
    const count = (turn: number) => ({ data: { a: String(turn) } })
    for (const start of [0, 6000])
      await cluster.write(async (client) => {
        for (let turn = start; turn < start + 6000; turn++)
          await client.patch('ConfigMap', name, 'merge', count(turn))
      })
    const { told, events, stderr, exitCode } = await watch('watch=true&resourceVersion=1&timeoutSeconds=5')
    expect({ told, stderr, exitCode }).toEqual({
      told: [['ERROR', 'Expired', undefined]],
      stderr: '',
      exitCode: 0,
    })
    expect(events[0].object).toMatchObject({ kind: 'Status', status: 'Failure', code: 410 })
  })

  it('until its time is over', async () => {
    await watch('watch=true&timeoutSeconds=5')
    expect(at.now()).toBe(NOW + 5000)
  })

  it('only what can be watched', async () => {
    const { stderr } = await watching.run(
      'get --raw /apis/authorization.k8s.io/v1/subjectaccessreviews?watch=true',
    )
    expect(stderr).toContain('(MethodNotAllowed)')
  })
})
