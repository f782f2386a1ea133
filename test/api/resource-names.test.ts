/** The table of short names and categories fits the resources that are served. */
import { describe, expect, test } from 'vitest'
import { namesOf } from '../../src/api/resource-names.ts'
import { servedResources } from '../../src/generated/resources.ts'

const served = servedResources.map(({ plural, group }) => (group === '' ? plural : `${plural}.${group}`))

describe('short names and categories', () => {
  test.each([
    ['pods', ['po'], ['all']],
    ['deployments.apps', ['deploy'], ['all']],
    ['jobs.batch', [], ['all']],
    ['secrets', [], []],
    ['customresourcedefinitions.apiextensions.k8s.io', ['crd', 'crds'], ['api-extensions']],
  ])('%s', (resource, shortNames, categories) => {
    expect(namesOf(resource)).toEqual({ shortNames, categories })
  })

  test('each short name belongs to one resource, save that events have two', () => {
    const all = [...new Set(served)].flatMap((resource) => namesOf(resource).shortNames)
    expect(all.filter((name) => name === 'ev')).toHaveLength(2)
    expect(new Set(all).size).toBe(all.length - 1)
  })

  test('every name in the table belongs to a served resource', () => {
    const named = [...new Set(served)].filter((resource) => namesOf(resource).shortNames.length > 0)
    expect(named).toHaveLength(30)
    const inAll = [...new Set(served)].filter((resource) => namesOf(resource).categories.includes('all'))
    expect(inAll).toHaveLength(10)
    const extensions = [...new Set(served)].filter((resource) =>
      namesOf(resource).categories.includes('api-extensions'),
    )
    expect(extensions).toHaveLength(8)
  })
})

describe('served resources', () => {
  test.each([
    [
      'pods',
      'Pod',
      true,
      [
        'attach',
        'binding',
        'ephemeralcontainers',
        'eviction',
        'exec',
        'log',
        'portforward',
        'proxy',
        'resize',
        'status',
      ],
    ],
    ['nodes', 'Node', false, ['proxy', 'status']],
    ['deployments', 'Deployment', true, ['scale', 'status']],
    ['bindings', 'Binding', true, []],
  ])('%s', (plural, kind, namespaced, subresources) => {
    const found = servedResources.find((resource) => resource.plural === plural)
    expect(found).toMatchObject({ kind, namespaced, singular: kind.toLowerCase() })
    expect(found?.subresources.map(({ name }) => name)).toEqual(subresources)
  })

  test('the newest version of a resource comes first', () => {
    const versions = servedResources.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
    expect(versions.map(({ version }) => version)).toEqual(['v2', 'v1'])
  })
})
