/** Watches over HTTP: what is told first, each change, bookmarks, tables, and how they end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from './test-api.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const cm = (name: string, a = '1') => ({ metadata: { name, labels: { app: 'x' } }, data: { a } })

let api: TestApi
beforeEach(async () => {
  api = await createTestApi()
  await api.ask(`POST ${MAPS}`, { body: cm('first') })
})
afterEach(() => api[Symbol.asyncDispose]())

/** Opens a watch; `take` gives its next events. */
async function watch(query: string, headers: Record<string, string> = {}) {
  const { lines, stop } = await api.stream(`GET ${MAPS}?watch=true&${query}`, { headers })
  return {
    stop,
    async take(count: number) {
      // biome-ignore lint/suspicious/noExplicitAny: what is in an event is for the test to know
      const events: any[] = []
      while (events.length < count) events.push(JSON.parse((await lines.next()).value as string))
      return events
    },
    async rest() {
      const events = []
      for await (const line of lines) events.push(JSON.parse(line))
      return events
    },
  }
}

const told = (events: { type: string; object: { metadata: { name?: string } } }[]) =>
  events.map(({ type, object }) => `${type} ${object.metadata.name ?? ''}`.trim())
const revision = async () => (await api.ask(`GET ${MAPS}`)).json.metadata.resourceVersion as string

describe('a watch', () => {
  it('begins with what there is, and goes on with each change', async () => {
    const { take, stop } = await watch('labelSelector=app%3Dx')
    expect(told(await take(1))).toEqual(['ADDED first'])
    await api.ask(`POST ${MAPS}`, { body: cm('second') })
    await api.ask(`PUT ${MAPS}/second`, { body: cm('second', '2') })
    await api.ask(`DELETE ${MAPS}/second`)
    const events = await take(3)
    expect(told(events)).toEqual(['ADDED second', 'MODIFIED second', 'DELETED second'])
    expect(events[1].object).toMatchObject({ kind: 'ConfigMap', apiVersion: 'v1', data: { a: '2' } })
    expect(events[1].object.metadata.managedFields).toBeDefined()
    stop()
  })

  it('goes on after a revision', async () => {
    const resourceVersion = await revision()
    await api.ask(`POST ${MAPS}`, { body: cm('second') })
    const { take, stop } = await watch(`resourceVersion=${resourceVersion}`)
    expect(told(await take(1))).toEqual(['ADDED second'])
    stop()
  })

  it('is about one object where its path names one', async () => {
    const { lines, stop } = await api.stream(`GET ${MAPS}/second?watch=true`)
    await api.ask(`POST ${MAPS}`, { body: cm('other') })
    await api.ask(`POST ${MAPS}`, { body: cm('second') })
    expect(JSON.parse((await lines.next()).value as string).object.metadata.name).toBe('second')
    stop()
  })

  it('has an old path, too', async () => {
    const { lines, stop } = await api.stream('GET /api/v1/watch/namespaces/default/configmaps')
    expect(JSON.parse((await lines.next()).value as string)).toMatchObject({ type: 'ADDED' })
    stop()
  })

  it('tells with a bookmark that what there is has been told', async () => {
    const { take, stop } = await watch(
      'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&labelSelector=app%3Dx',
    )
    const [, bookmark] = await take(2)
    expect(bookmark).toEqual({
      type: 'BOOKMARK',
      object: {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: {
          resourceVersion: await revision(),
          annotations: { 'k8s.io/initial-events-end': 'true' },
        },
      },
    })
    stop()
  })

  it('begins with nothing where nothing is wanted', async () => {
    const { take, stop } = await watch('sendInitialEvents=false&resourceVersionMatch=NotOlderThan')
    await api.ask(`POST ${MAPS}`, { body: cm('second') })
    expect(told(await take(1))).toEqual(['ADDED second'])
    stop()
  })

  it('ends when its time is over, with a bookmark for those who asked', async () => {
    const { rest } = await watch(
      `timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=${await revision()}`,
    )
    expect(told(await rest())).toEqual(['BOOKMARK'])
  })

  it('tells that what happened since is forgotten', async () => {
    const name = { namespace: 'default', name: 'first' }
    for (const start of [0, 6000])
      await api.cluster.write(async (client) => {
        for (let turn = start; turn < start + 6000; turn++)
          await client.patch('ConfigMap', name, 'merge', { data: { a: String(turn) } })
      })
    const { rest } = await watch('resourceVersion=1')
    expect(await rest()).toMatchObject([
      { type: 'ERROR', object: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410 } },
    ])
    expect(await api.ask(`GET ${MAPS}?resourceVersion=1&resourceVersionMatch=Exact`)).toMatchObject({
      status: 410,
      json: { reason: 'Expired', message: 'The resourceVersion for the provided list is too old.' },
    })
  })

  it('tells of rows, whose columns are told once', async () => {
    const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io'
    const { take, stop } = await watch('labelSelector=app%3Dx', { accept })
    const [first] = await take(1)
    await api.ask(`POST ${MAPS}`, { body: cm('second') })
    const [second] = await take(1)
    expect(first.object.columnDefinitions.map(({ name }: { name: string }) => name)).toEqual([
      'Name',
      'Data',
      'Age',
    ])
    expect(second.object).toMatchObject({
      kind: 'Table',
      columnDefinitions: null,
      rows: [{ cells: ['second', 1, '0s'] }],
    })
    stop()
  })

  it('tells of metadata alone', async () => {
    const accept = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
    const { take, stop } = await watch('labelSelector=app%3Dx', { accept })
    const [{ object }] = await take(1)
    expect(Object.keys(object)).toEqual(['kind', 'apiVersion', 'metadata'])
    expect(object).toMatchObject({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { name: 'first' },
    })
    stop()
  })

  it('ends when nobody reads it any more', async () => {
    const { rest, stop } = await watch(`resourceVersion=${await revision()}`)
    stop()
    expect(await rest()).toEqual([])
  })
})
