/** Tables, metadata alone, and what the API says of itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestApi, type TestApi } from './test-api.ts'

const MAPS = '/api/v1/namespaces/default/configmaps'
const TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'
const DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'

let api: TestApi
beforeAll(async () => {
  api = await createTestApi()
  await api.ask(`POST ${MAPS}`, { body: { metadata: { name: 'cm' }, data: { a: '1', b: '2' } } })
})
afterAll(() => api[Symbol.asyncDispose]())

const ask = (path: string, accept: string) => api.ask(`GET ${path}`, { headers: { accept } })

describe('tables', () => {
  it('tell of a list, with the metadata of its objects', async () => {
    const { json } = await ask(`${MAPS}?fieldSelector=metadata.name%3Dcm`, TABLE)
    expect(json).toMatchObject({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: expect.any(String) },
      rows: [
        {
          cells: ['cm', 2, '0s'],
          object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: { name: 'cm' } },
        },
      ],
    })
    expect(json.columnDefinitions[0]).toMatchObject({
      name: 'Name',
      type: 'string',
      format: 'name',
      priority: 0,
    })
  })

  it.each([
    ['None', null],
    ['Object', { kind: 'ConfigMap', data: { a: '1', b: '2' } }],
  ])('have as much of the objects as is wanted: %s', async (wish, object) => {
    const { json } = await ask(`${MAPS}/cm?includeObject=${wish}`, TABLE)
    expect(json.rows).toMatchObject([{ object }])
  })

  it('refuse to include what there is not', async () => {
    const { json } = await ask(`${MAPS}/cm?includeObject=Some`, TABLE)
    expect(json.message).toBe(
      `TableOptions.meta.k8s.io "" is invalid: includeObject: Invalid value: "Some": must be 'Metadata', 'Object', 'None', or empty`,
    )
  })

  it('go on page by page', async () => {
    const { json } = await ask(`${MAPS}?limit=1`, TABLE)
    expect(json.rows).toHaveLength(1)
    expect(json.metadata.continue).toEqual(expect.any(String))
  })
})

describe('metadata alone', () => {
  it('is given of an object, and of a list', async () => {
    const as = (kind: string) => `application/json;as=${kind};v=v1;g=meta.k8s.io`
    expect((await ask(`${MAPS}/cm`, as('PartialObjectMetadata'))).json).toEqual({
      kind: 'PartialObjectMetadata',
      apiVersion: 'meta.k8s.io/v1',
      metadata: expect.objectContaining({ name: 'cm' }),
    })
    const { json } = await ask(MAPS, as('PartialObjectMetadataList'))
    expect(json).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' })
    expect(json.items[0]).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'cm' } })
    expect(json.items[0].data).toBeUndefined()
  })
})

describe('discovery', () => {
  it('tells of all groups but the core in one document', async () => {
    const { json, headers } = await ask('/apis', DISCOVERY)
    expect(headers['content-type']).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    )
    const apps = json.items.find(({ metadata }: { metadata: { name: string } }) => metadata.name === 'apps')
    expect(apps.versions[0]).toMatchObject({ version: 'v1', freshness: 'Current' })
    expect(apps.versions[0].resources).toContainEqual(
      expect.objectContaining({
        resource: 'deployments',
        responseKind: { group: 'apps', version: 'v1', kind: 'Deployment' },
        scope: 'Namespaced',
        singularResource: 'deployment',
        shortNames: ['deploy'],
        categories: ['all'],
        subresources: expect.arrayContaining([
          {
            subresource: 'scale',
            responseKind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
            verbs: ['get', 'patch', 'update'],
          },
        ]),
      }),
    )
  })

  it('tells of the core in another one', async () => {
    const { json } = await ask('/api', DISCOVERY)
    expect(json.items).toHaveLength(1)
    expect(json.items[0].versions.map(({ version }: { version: string }) => version)).toEqual(['v1'])
  })

  it('tells of custom kinds as soon as there are some', async () => {
    const names = { plural: 'tabs', singular: 'tab', kind: 'Tab', shortNames: ['t'] }
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
    const body = {
      metadata: { name: 'tabs.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names,
        versions: [{ name: 'v1', served: true, storage: true, schema, subresources: { status: {} } }],
      },
    }
    await api.ask('POST /apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body })
    const { json } = await ask('/apis/example.com/v1', 'application/json')
    expect(json.resources.map(({ name }: { name: string }) => name)).toEqual(['tabs', 'tabs/status'])
    const tab = { apiVersion: 'example.com/v1', kind: 'Tab', metadata: { name: 't' }, size: 3 }
    const TABS = '/apis/example.com/v1/namespaces/default/tabs'
    expect(await api.ask(`POST ${TABS}`, { body: tab })).toMatchObject({
      status: 201,
      json: { kind: 'Tab', size: 3 },
    })
    expect((await ask(TABS, 'application/json')).json).toMatchObject({
      kind: 'TabList',
      items: [{ kind: 'Tab', size: 3 }],
    })
    const type = 'application/strategic-merge-patch+json'
    expect((await api.ask(`PATCH ${TABS}/t`, { body: {}, type })).status).toBe(415)
  })

  it.each([
    ['/healthz', 'ok'],
    ['/livez', 'ok'],
    ['/readyz', 'ok'],
  ])('tells that all is well: %s', async (path, text) => {
    expect(await ask(path, '*/*')).toMatchObject({ status: 200, text })
  })

  it('tells of the version', async () => {
    expect((await ask('/version', 'application/json')).json).toMatchObject({ gitVersion: 'v1.36.0' })
  })
})
