/** The verbs of the pipeline, through a client. */
import { beforeEach, describe, expect, it } from 'vitest'
import { reasonOf } from '../../src/apimachinery/status-error.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { configMap, named, rejection, type TestServer, testServer, testTime } from '../support/server.ts'

let test: TestServer
let client: Client

beforeEach(async () => {
  test = await testServer()
  client = test.client
})

describe('create', () => {
  it('sets what only the server may set', async () => {
    const sent = configMap('a', {
      metadata: { uid: 'mine', generation: 7, deletionTimestamp: '2020-01-01T00:00:00Z', selfLink: '/x' },
    })
    const { metadata } = await client.create('ConfigMap', sent)
    expect(metadata).toEqual({
      name: 'a',
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      creationTimestamp: new Date(testTime).toISOString().replace('.000', ''),
      resourceVersion: String(await test.store.revision()),
    })
  })

  it('makes a name out of generateName that fits into 63 characters', async () => {
    const base = `${'x'.repeat(70)}-`
    const made = await client.create(
      'ConfigMap',
      configMap('', { metadata: { name: undefined, generateName: base } }),
    )
    expect(made.metadata.name).toMatch(/^x{58}[bcdfghjklmnpqrstvwxz2456789]{5}$/)
  })

  it.each([
    ['an existing name', configMap('taken'), 'AlreadyExists', 'configmaps "taken" already exists'],
    [
      'a resourceVersion',
      configMap('b', { metadata: { resourceVersion: '1' } }),
      'BadRequest',
      'resourceVersion should not be set on objects to be created',
    ],
    [
      'a namespace that does not exist',
      configMap('b', { metadata: { namespace: 'nowhere' } }),
      'NotFound',
      'namespaces "nowhere" not found',
    ],
    [
      'no name at all',
      configMap('', { metadata: { name: undefined } }),
      'Invalid',
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      'a label that is no label',
      configMap('b', { metadata: { labels: { 'a b': 'c' } } }),
      'Invalid',
      expect.stringContaining('metadata.labels: Invalid value: "a b": name part must consist of'),
    ],
    [
      'two controllers',
      configMap('b', { metadata: { ownerReferences: [owner('x'), owner('y')] } }),
      'Invalid',
      expect.stringContaining('Only one reference can have Controller set to true'),
    ],
  ])('refuses %s', async (_what, object, reason, message) => {
    await client.create('ConfigMap', configMap('taken'))
    const revision = await test.store.revision()
    const error = await rejection(client.create('ConfigMap', object))
    expect([reasonOf(error), error.message]).toEqual([reason, message])
    expect(await test.store.revision()).toBe(revision)
  })

  it('stores nothing in a dry run, and gives what it would store', async () => {
    const revision = await test.store.revision()
    const made = await client.create('ConfigMap', configMap('a'), { dryRun: true })
    expect(made.metadata.uid).toBeDefined()
    expect(await client.find('ConfigMap', named('a'))).toBeUndefined()
    expect(await test.store.revision()).toBe(revision)
  })

  it('hands out objects that nobody can change', async () => {
    const made = await client.create('ConfigMap', configMap('a', { data: { k: 'v' } }))
    expect(Object.isFrozen(made)).toBe(true)
    expect(Object.isFrozen((made as { data?: object }).data)).toBe(true)
  })
})

function owner(name: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: name, controller: true }
}

describe('update', () => {
  it('keeps what only the server may set', async () => {
    const made = await client.create('ConfigMap', configMap('a', { data: { k: '1' } }))
    const updated = await client.update('ConfigMap', configMap('a', { data: { k: '2' } }))
    expect(updated).toMatchObject({ data: { k: '2' } })
    expect(updated.metadata).toMatchObject({
      uid: made.metadata.uid,
      creationTimestamp: made.metadata.creationTimestamp,
    })
  })

  it('writes nothing where nothing changes', async () => {
    const made = await client.create('ConfigMap', configMap('a', { data: { k: '1' } }))
    const updated = await client.update('ConfigMap', made)
    expect(updated.metadata.resourceVersion).toBe(made.metadata.resourceVersion)
  })

  it('refuses an update that is based on an older state', async () => {
    const made = await client.create('ConfigMap', configMap('a'))
    await client.update('ConfigMap', configMap('a', { data: { k: '1' } }))
    const error = await rejection(client.update('ConfigMap', { ...made, data: { k: '2' } }))
    expect(error.message).toBe(
      'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
    )
  })

  it('looks at what has changed: an object of former rules keeps them until it is changed itself', async () => {
    const { client, store } = test
    const job = await client.create('Job', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'old', namespace: 'default', finalizers: ['example.com/hold'] },
      spec: {
        template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'nginx' }] } },
      },
    })
    const value = { ...job, spec: { ...job.spec, parallelism: -1 } }
    await store.txn({ ops: [{ type: 'put', key: '/registry/jobs/default/old', value }] })
    const patch = (metadata: object, spec?: object) =>
      client.patch('Job', named('old'), 'merge', { metadata, ...(spec && { spec }) })
    expect((await patch({ finalizers: null })).metadata.finalizers).toBeUndefined()
    expect(reasonOf(await rejection(patch({}, { backoffLimit: 1 })))).toBe('Invalid')
    expect(reasonOf(await rejection(patch({ labels: { a: 'b' } })))).toBe('Invalid')
    expect(reasonOf(await rejection(patch({ finalizers: ['no domain'] })))).toBe('Invalid')
  })

  it('refuses an object that is not there', async () => {
    const error = await rejection(client.update('ConfigMap', configMap('a')))
    expect(error.message).toBe('configmaps "a" not found')
  })

  it.each(['annotations', 'labels'] as const)(
    'leaves no empty %s behind a change of the status',
    async (field) => {
      const metadata = { name: 'web', namespace: 'default', [field]: { a: 'b' } }
      const made = await client.create('Deployment', { ...deployment(1), metadata })
      const emptied = { ...made, metadata: { ...made.metadata, [field]: {} } }
      const written = await client.update('Deployment', emptied, { subresource: 'status' })
      expect(written.metadata).not.toHaveProperty(field)
    },
  )

  it('counts the generation of what is asked for, not of metadata or status', async () => {
    const generations: (number | undefined)[] = []
    const made = await client.create('Deployment', deployment(1))
    generations.push(made.metadata.generation)
    const scaled = await client.update('Deployment', deployment(2))
    generations.push(scaled.metadata.generation)
    const status = { ...scaled, status: { replicas: 2 } }
    generations.push(
      (await client.update('Deployment', status, { subresource: 'status' })).metadata.generation,
    )
    const labelled = { ...deployment(2), metadata: { name: 'web', namespace: 'default', labels: { a: 'b' } } }
    const last = await client.update('Deployment', labelled)
    generations.push(last.metadata.generation)
    expect(generations).toEqual([1, 2, 2, 2])
    expect(last.status).toEqual({ replicas: 2 })
  })

  it('takes the scale of an object alone', async () => {
    const made = await client.create('Deployment', deployment(1))
    const scale = {
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: made.metadata,
      spec: { replicas: 4 },
    }
    const scaled = await client.update('Deployment', scale as never, { subresource: 'scale' })
    expect([scaled.spec?.replicas, scaled.metadata.generation]).toEqual([4, 2])
  })
})

function deployment(replicas: number) {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'nginx' }] },
      },
    },
  }
}

describe('patch', () => {
  it.each([
    ['merge', { data: { a: null, c: '3' } }, { b: '2', c: '3' }],
    ['strategic', { data: { a: null, c: '3' } }, { b: '2', c: '3' }],
    ['json', [{ op: 'replace', path: '/data/a', value: '9' }], { a: '9', b: '2' }],
  ] as const)('applies a %s patch', async (type, patch, data) => {
    await client.create('ConfigMap', configMap('m', { data: { a: '1', b: '2' } }))
    expect(await client.patch('ConfigMap', named('m'), type, patch)).toMatchObject({ data })
  })

  it('merges containers by their name in a strategic patch', async () => {
    await client.create('Deployment', deployment(1))
    const patch = { spec: { template: { spec: { containers: [{ name: 'side', image: 'busybox' }] } } } }
    const { spec } = await client.patch('Deployment', named('web'), 'strategic', patch)
    expect(spec?.template.spec?.containers.map(({ name }) => name)).toEqual(['side', 'web'])
  })

  it.each([
    ['a test that fails', 'json', [{ op: 'test', path: '/data/a', value: 'x' }], 'Invalid'],
    ['a merge patch that is a list', 'merge', [], 'BadRequest'],
    ['a JSON patch that is no list', 'json', {}, 'BadRequest'],
  ] as const)('refuses %s', async (_what, type, patch, reason) => {
    await client.create('ConfigMap', configMap('m', { data: { a: '1' } }))
    expect(reasonOf(await rejection(client.patch('ConfigMap', named('m'), type, patch)))).toBe(reason)
  })

  it('refuses to rename', async () => {
    await client.create('ConfigMap', configMap('m'))
    const error = await rejection(client.patch('ConfigMap', named('m'), 'merge', { metadata: { name: 'n' } }))
    expect(reasonOf(error)).toBe('BadRequest')
  })
})

describe('delete', () => {
  it('removes at once what nothing holds', async () => {
    await client.create('ConfigMap', configMap('a'))
    await client.delete('ConfigMap', named('a'))
    expect(await client.find('ConfigMap', named('a'))).toBeUndefined()
  })

  it('waits for finalizers, and removes with the last one', async () => {
    await client.create('ConfigMap', configMap('a', { metadata: { finalizers: ['example.com/hold'] } }))
    const marked = await client.delete('ConfigMap', named('a'))
    expect(marked.metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:00Z',
      deletionGracePeriodSeconds: 0,
    })
    await client.patch('ConfigMap', named('a'), 'merge', { metadata: { finalizers: null } })
    expect(await client.find('ConfigMap', named('a'))).toBeUndefined()
  })

  it.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ] as const)('marks for the garbage collector with the policy %s', async (propagationPolicy, finalizers) => {
    await client.create('ConfigMap', configMap('a'))
    const marked = await client.delete('ConfigMap', named('a'), { propagationPolicy })
    expect(marked.metadata.finalizers).toEqual(finalizers)
  })

  it.each([
    ['uid', { uid: 'other' }],
    ['resourceVersion', { resourceVersion: '1' }],
  ])('keeps to the precondition on the %s', async (_what, preconditions) => {
    await client.create('ConfigMap', configMap('a'))
    const error = await rejection(client.delete('ConfigMap', named('a'), { preconditions }))
    expect(reasonOf(error)).toBe('Conflict')
  })

  it('gives a running pod its grace period, and shortens but never lengthens it', async () => {
    await client.create('Pod', boundPod())
    const grace = async (gracePeriodSeconds: number) =>
      (await client.delete('Pod', named('p'), { gracePeriodSeconds })).metadata
    expect(await grace(20)).toMatchObject({
      deletionGracePeriodSeconds: 20,
      deletionTimestamp: '2026-01-01T00:00:20Z',
    })
    expect(await grace(5)).toMatchObject({
      deletionGracePeriodSeconds: 5,
      deletionTimestamp: '2026-01-01T00:00:05Z',
    })
    expect(await grace(60)).toMatchObject({ deletionGracePeriodSeconds: 5 })
    await grace(0)
    expect(await client.find('Pod', named('p'))).toBeUndefined()
  })

  it('keeps the namespaces that must stay', async () => {
    const error = await rejection(client.delete('Namespace', { namespace: '', name: 'default' }))
    expect(error.message).toBe('namespaces "default" is forbidden: this namespace may not be deleted')
  })
})

function boundPod() {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default' },
    spec: { nodeName: 'worker-1', containers: [{ name: 'c', image: 'i' }] },
  }
}

describe('list', () => {
  beforeEach(async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      await client.create(
        'ConfigMap',
        configMap(name, { metadata: { labels: { odd: String('ace'.includes(name)) } } }),
      )
  })

  it.each([
    ['everything', {}, ['a', 'b', 'c', 'd', 'e']],
    ['by label', { labelSelector: 'odd=true' }, ['a', 'c', 'e']],
    ['by absent label', { labelSelector: '!odd' }, []],
    ['by name', { fieldSelector: 'metadata.name=b' }, ['b']],
    ['by another namespace', { namespace: 'other' }, []],
  ])('finds %s', async (_what, options, names) => {
    const { items } = await client.list('ConfigMap', { namespace: 'default', ...options })
    expect(items.map(({ metadata }) => metadata.name)).toEqual(names)
  })

  it('gives pages that hold together although objects come and go', async () => {
    const first = await client.list('ConfigMap', { namespace: 'default', limit: 2 })
    await client.delete('ConfigMap', named('c'))
    await client.create('ConfigMap', configMap('cc'))
    const names = first.items.map(({ metadata }) => metadata.name)
    for (let token = first.metadata.continue; token; ) {
      const page = await client.list('ConfigMap', { namespace: 'default', limit: 2, continue: token })
      names.push(...page.items.map(({ metadata }) => metadata.name))
      expect(page.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
      token = page.metadata.continue
    }
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  it('applies a limit after the selector', async () => {
    const page = await client.list('ConfigMap', { namespace: 'default', labelSelector: 'odd=true', limit: 2 })
    expect(page.items.map(({ metadata }) => metadata.name)).toEqual(['a', 'c'])
    const rest = await client.list('ConfigMap', {
      namespace: 'default',
      labelSelector: 'odd=true',
      limit: 2,
      continue: page.metadata.continue!,
    })
    expect(rest.items.map(({ metadata }) => metadata.name)).toEqual(['e'])
    expect(rest.metadata.continue).toBeUndefined()
  })

  it('says that a page is gone when the history behind it is', async () => {
    const { metadata } = await client.list('ConfigMap', { namespace: 'default', limit: 2 })
    await client.create('ConfigMap', configMap('z'))
    await test.store.compact(await test.store.revision())
    const error = await rejection(
      client.list('ConfigMap', { namespace: 'default', limit: 2, continue: metadata.continue! }),
    )
    expect(reasonOf(error)).toBe('Expired')
  })

  it.each([
    ['labelSelector', '=', 'BadRequest'],
    ['fieldSelector', 'spec.nonsense=1', 'BadRequest'],
    ['continue', 'nonsense', 'BadRequest'],
  ])('refuses a bad %s', async (option, value, reason) => {
    expect(reasonOf(await rejection(client.list('ConfigMap', { [option]: value })))).toBe(reason)
  })
})

describe('watch', () => {
  it('reports what comes into and goes out of a selection', async () => {
    const stop = new AbortController()
    const { metadata } = await client.list('ConfigMap')
    const seen: string[] = []
    const label = (mine: string) => ({ metadata: { labels: { mine } } })
    await client.create('ConfigMap', configMap('a', label('yes')))
    await client.create('ConfigMap', configMap('other', label('no')))
    await client.update('ConfigMap', configMap('a', { ...label('yes'), data: { k: 'v' } }))
    await client.update('ConfigMap', configMap('a', label('no')))
    await client.update('ConfigMap', configMap('a', label('yes')))
    await client.delete('ConfigMap', named('a'))
    const watch = client.watch('ConfigMap', {
      labelSelector: 'mine=yes',
      resourceVersion: metadata.resourceVersion!,
      signal: stop.signal,
    })
    for await (const { type, object } of watch) {
      seen.push(`${type} ${object.metadata.name}`)
      if (seen.length === 5) stop.abort()
    }
    expect(seen).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED a', 'DELETED a'])
  })
})
