/** The API through sockets: what a cluster of the library serves. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Cluster, type Served } from '../../src/index.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'

let cluster: Cluster
let served: Served
beforeEach(async () => {
  cluster = await Cluster.open({ seed: 'serve', now: '2026-11-22T12:00:00Z' })
  served = await cluster.serve()
})
afterEach(() => cluster.close())

const post = (path: string, body: unknown) =>
  fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
const cm = (name: string) => ({ metadata: { name }, data: { a: '1' } })

describe('a cluster that is served', () => {
  it('answers as the library does, and sees what the library writes', async () => {
    expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await post(MAPS, cm('by-http'))).status).toBe(201)
    expect(await cluster.get('ConfigMap', 'by-http')).toMatchObject({ data: { a: '1' } })
    await cluster.create('ConfigMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'by-library', namespace: 'default' },
    })
    expect((await fetch(`${served.url}${MAPS}/by-library`)).status).toBe(200)
  })

  it('answers many at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const { status } = await post(MAPS, cm(`cm-${index}`))
        const list = await fetch(`${served.url}${MAPS}`)
        return [status, list.status]
      }),
    )
    expect(answers).toEqual(answers.map(() => [201, 200]))
    expect((await cluster.list('ConfigMap', { namespace: 'default' })).items).toHaveLength(41)
  })

  it('gives a number to each write, and lets one of two win', async () => {
    const { metadata } = (await (await post(MAPS, cm('cm'))).json()) as { metadata: object }
    const put = (a: string) =>
      fetch(`${served.url}${MAPS}/cm`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ metadata, data: { a } }),
      })
    const statuses = (await Promise.all([put('2'), put('3')])).map(({ status }) => status)
    expect(statuses.sort()).toEqual([200, 409])
  })

  it('streams', async () => {
    const stop = new AbortController()
    const response = await fetch(`${served.url}${MAPS}?watch=true&fieldSelector=metadata.name%3Dcm`, {
      signal: stop.signal,
    })
    expect(response.headers.get('transfer-encoding')).toBe('chunked')
    await post(MAPS, cm('cm'))
    const { value } = await response.body!.getReader().read()
    expect(JSON.parse(Buffer.from(value!).toString())).toMatchObject({
      type: 'ADDED',
      object: { data: { a: '1' } },
    })
    stop.abort()
  })

  it('takes bodies of up to 3 MiB', async () => {
    const response = await post(MAPS, 'x'.repeat(3 * 1024 * 1024 + 1))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: limit is 3145728',
    })
  })

  it('tells of the head of an answer alone', async () => {
    const response = await fetch(`${served.url}${MAPS}`, { method: 'HEAD' })
    expect(response.status).toBe(200)
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(0)
    expect(await response.text()).toBe('')
  })

  it('is there for whom it is served', async () => {
    await using asJane = await cluster.as({ user: 'jane' }).serve()
    expect((await fetch(`${asJane.url}${MAPS}`)).status).toBe(403)
    expect((await fetch(`${served.url}${MAPS}`)).status).toBe(200)
  })

  it('goes on when what is due is done by the library', async () => {
    const spec = {
      schedule: '*/5 * * * *',
      jobTemplate: {
        spec: {
          template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox' }] } },
        },
      },
    }
    expect(
      (await post('/apis/batch/v1/namespaces/default/cronjobs', { metadata: { name: 'tick' }, spec })).status,
    ).toBe(201)
    await cluster.clock.advance('11m')
    const jobs = (await (await fetch(`${served.url}/apis/batch/v1/namespaces/default/jobs`)).json()) as {
      items: unknown[]
    }
    expect(jobs.items).toHaveLength(2)
  })

  it('ends with its streams when it is closed, and with the cluster', async () => {
    const other = await cluster.serve()
    const watch = await fetch(`${other.url}${MAPS}?watch=true`)
    await other.close()
    await expect(watch.text()).rejects.toThrow()
    await expect(fetch(`${other.url}/healthz`)).rejects.toThrow()
    expect((await fetch(`${served.url}/healthz`)).status).toBe(200)
  })
})

describe('a port that is taken', () => {
  it('is told', async () => {
    const port = Number(new URL(served.url).port)
    await expect(cluster.serve({ port })).rejects.toThrow('EADDRINUSE')
  })
})

describe('time', () => {
  it('passes while a cluster is served', async () => {
    // A pod that is made by hand runs for a second: nobody asks again, and its end is told all the same.
    await using real = await Cluster.open({ seed: 'time' })
    await using server = await real.serve()
    const spec = {
      restartPolicy: 'Never',
      containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1'] }],
    }
    await fetch(`${server.url}/api/v1/namespaces/default/pods`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ metadata: { name: 'p' }, spec }),
    })
    const done = new Promise<string>((resolve, reject) => {
      const path = '/api/v1/namespaces/default/pods?watch=true&resourceVersion=0'
      request(`${server.url}${path}`, (response) => {
        response.on('data', (data) => {
          if (String(data).includes('"phase":"Succeeded"')) {
            response.destroy()
            resolve('Succeeded')
          }
        })
        response.on('error', reject)
      }).end()
    })
    expect(await done).toBe('Succeeded')
  })
})
