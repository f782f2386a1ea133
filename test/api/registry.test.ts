/** The registry: which resource serves a kind. */
import { describe, expect, it } from 'vitest'
import { createRegistry } from '../../src/api/registry.ts'
import type { CustomResourceDefinition } from '../../src/generated/types.ts'

const names = { kind: 'CronTab', plural: 'crontabs', singular: 'crontab' }
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names,
    versions: [{ name: 'v1', served: true, storage: true }],
  },
  status: { conditions: [{ type: 'Established', status: 'True' }], acceptedNames: names },
} as unknown as CustomResourceDefinition

const registry = createRegistry({
  find: async (index, term) =>
    index === 'kind' && term === 'stable.example.com/CronTab' ? [definition] : [],
  all: async () => [definition],
})

describe('resourceOf', () => {
  it.each([
    ['a built-in kind of the core', { group: '', kind: 'Pod' }, 'pods'],
    [
      'a built-in kind of a group, without asking for a version',
      { group: 'batch', kind: 'CronJob' },
      'cronjobs',
    ],
    ['a custom kind', { group: 'stable.example.com', kind: 'CronTab' }, 'crontabs'],
    ['nothing for a kind in lower case', { group: '', kind: 'pod' }, undefined],
    ['nothing for a kind of another group', { group: 'apps', kind: 'Pod' }, undefined],
    ['nothing for what nobody knows', { group: 'stable.example.com', kind: 'Nothing' }, undefined],
  ])('finds %s', async (_title, kind, plural) => {
    expect((await registry.resourceOf(kind))?.plural).toBe(plural)
  })
})
