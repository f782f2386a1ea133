/** The library, as its users call it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { Cluster, type ClusterOptions, StatusError } from '../../src/index.ts'
import { rejection } from '../support/server.ts'
import { startWebhook, webhookConfiguration } from '../support/webhook-server.ts'

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
`
const options: ClusterOptions = { seed: 'library', now: '2026-01-01T00:00:00Z' }
const opened: Cluster[] = []

async function open(more: ClusterOptions = {}): Promise<Cluster> {
  const cluster = await Cluster.open({ ...options, ...more })
  opened.push(cluster)
  return cluster
}

afterEach(async () => {
  for (const cluster of opened.splice(0)) await cluster.close()
})

async function podsOf(cluster: Cluster) {
  const { items } = await cluster.list('Pod', { namespace: 'default', labelSelector: 'app=web' })
  return items.map(({ metadata, spec, status }) => ({
    name: metadata.name,
    node: spec?.nodeName,
    phase: status?.phase,
    ip: status?.podIP,
  }))
}

describe('a cluster of the library', () => {
  it('gives what was applied in the version that it is written in', async () => {
    const cluster = await open()
    const [applied] = await cluster.apply(`
apiVersion: autoscaling/v1
kind: HorizontalPodAutoscaler
metadata: { name: web }
spec: { maxReplicas: 3, scaleTargetRef: { kind: Deployment, name: web } }
`)
    expect(applied).toMatchObject({
      apiVersion: 'autoscaling/v1',
      spec: { maxReplicas: 3, targetCPUUtilizationPercentage: 80 },
    })
  })

  it('has converged when apply resolves', async () => {
    const cluster = await open()
    const [deployment] = await cluster.apply(web)
    expect(deployment).toMatchObject({
      kind: 'Deployment',
      status: { readyReplicas: 3, observedGeneration: 1 },
    })
    const pods = await podsOf(cluster)
    expect(pods.map(({ phase }) => phase)).toEqual(['Running', 'Running', 'Running'])
    expect(new Set(pods.map(({ ip }) => ip)).size).toBe(3)
  })

  it('brings the pods of a deleted node up elsewhere, under new names and addresses', async () => {
    const cluster = await open({ nodes: 2 })
    await cluster.apply(web)
    const before = await podsOf(cluster)
    await cluster.delete('Node', 'worker-1')
    const after = await podsOf(cluster)
    expect(after.map(({ node }) => node)).toEqual(['worker-2', 'worker-2', 'worker-2'])
    const stayed = before.filter(({ node }) => node === 'worker-2')
    const moved = after.filter(({ name }) => !stayed.some((pod) => pod.name === name))
    expect(moved).toHaveLength(3 - stayed.length)
    expect(before.map(({ ip }) => ip)).not.toEqual(expect.arrayContaining(moved.map(({ ip }) => ip)))
  })

  it('gives the same bytes for the same calls, and others for another seed', async () => {
    const run = async (seed: string) => {
      const cluster = await open({ seed })
      await cluster.apply(web)
      await cluster.patch('Deployment', 'web', { spec: { replicas: 5 } })
      return JSON.stringify([
        await cluster.list('Pod'),
        await cluster.list('Event'),
        await cluster.list('Service'),
      ])
    }
    const first = await run('a')
    expect(await run('a')).toBe(first)
    expect(await run('b')).not.toBe(first)
  })

  it('can be opened again on the same folder', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'kubelite-library-'))
    try {
      const first = await Cluster.open({ ...options, store: dir })
      await first.apply(web)
      const pods = await podsOf(first)
      await first.close()
      const second = await Cluster.open({ ...options, store: dir })
      expect(await podsOf(second)).toEqual(pods)
      await second.close()
    } finally {
      rmSync(dir, { recursive: true, force: true })
    }
  })

  it('moves its clock, and keeps the new time', async () => {
    const cluster = await open()
    await cluster.apply(web)
    expect((await cluster.list('Event')).items.length).toBeGreaterThan(0)
    await cluster.clock.advance('2h')
    expect(cluster.clock.now()).toEqual(new Date('2026-01-01T02:00:00Z'))
    expect((await cluster.list('Event')).items).toEqual([])
    await cluster.create('ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a', namespace: 'default' },
    })
    const { metadata } = await cluster.get('ConfigMap', 'a')
    expect(metadata.creationTimestamp).toBe('2026-01-01T02:00:00Z')
  })

  it('takes objects, lists of them, and kinds without a namespace', async () => {
    const cluster = await open()
    const configMap = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } })
    await cluster.apply([configMap('a'), configMap('b')])
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } })
    await cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [configMap('c')] }), {
      namespace: 'shop',
    })
    expect((await cluster.get('Namespace', 'shop')).status).toEqual({ phase: 'Active' })
    expect(await cluster.find('ConfigMap', 'c')).toBeUndefined()
    expect((await cluster.get('ConfigMap', { namespace: 'shop', name: 'c' })).metadata.namespace).toBe('shop')
  })

  it('tells watchers what happens', async () => {
    const cluster = await open()
    const stop = new AbortController()
    const { metadata } = await cluster.list('Deployment')
    await cluster.apply(web)
    const seen: string[] = []
    for await (const { type, object } of cluster.watch('Deployment', {
      resourceVersion: metadata.resourceVersion!,
      signal: stop.signal,
    })) {
      seen.push(type)
      if (object.status?.readyReplicas === 3) stop.abort()
    }
    expect(seen[0]).toBe('ADDED')
    expect(seen.slice(1)).toEqual(seen.slice(1).map(() => 'MODIFIED'))
  })

  it.each([
    [
      'an unknown field',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\nbogus: 1',
      'unknown field "bogus"',
    ],
    [
      'an unknown kind',
      'apiVersion: v1\nkind: Foo\nmetadata: {name: a}',
      'no matches for kind "Foo" in version "v1"',
    ],
    ['a document without kind', 'apiVersion: v1', "Object 'kind' is missing"],
  ])('refuses %s, and stores nothing of what came with it', async (_what, text, message) => {
    const cluster = await open()
    const error = await rejection(cluster.apply(`${web}---\n${text}`))
    expect(error).toBeInstanceOf(StatusError)
    expect(error.message).toContain(message)
    expect(await cluster.find('Deployment', 'web')).toBeUndefined()
  })

  it('is seen and changed by others as far as their roles allow', async () => {
    const cluster = await open()
    await cluster.apply(`
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: maker}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: maker}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: maker}
subjects: [{kind: Group, name: devs}]
`)
    const jane = cluster.as({ user: 'jane', groups: ['devs'] })
    const made = await jane.create('ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'default' },
    })
    expect(made.metadata.uid).toBe((await cluster.get('ConfigMap', 'c')).metadata.uid)
    const error = await rejection(jane.get('ConfigMap', 'c'))
    expect((error as StatusError).status).toMatchObject({ reason: 'Forbidden', code: 403 })
  })

  it('refuses what is not there with NotFound', async () => {
    const cluster = await open()
    const error = await rejection(cluster.get('Pod', 'nope'))
    expect((error as StatusError).status).toMatchObject({ reason: 'NotFound', code: 404 })
  })

  it('stands beside others in one process', async () => {
    const clusters = await Promise.all(Array.from({ length: 20 }, (_, i) => open({ seed: String(i) })))
    await Promise.all(clusters.map((cluster) => cluster.apply(web)))
    for (const cluster of clusters) expect(await podsOf(cluster)).toHaveLength(3)
  })

  it('calls the webhooks that run beside it', async () => {
    await using hook = await startWebhook(({ name }) =>
      name === 'bad' ? { allowed: false, status: { message: 'no' } } : { allowed: true },
    )
    const cluster = await open()
    await cluster.apply(JSON.stringify(webhookConfiguration('ValidatingWebhookConfiguration', hook)))
    const named = (name: string) => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: ${name} } }`
    await cluster.apply(named('good'))
    const error = await rejection(cluster.apply(named('bad')))
    expect(error.message).toBe('admission webhook "hook.example.com" denied the request: no')
    expect(hook.asked.map(({ request }) => request.name)).toEqual(['good', 'bad'])
  })
})
