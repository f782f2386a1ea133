/** A registry with a custom kind besides the built-in ones: its schema has what documents treat in ways of their own. */
import { createRegistry } from '../../../src/api/registry.ts'
import type { CustomResourceDefinition } from '../../../src/generated/types.ts'

const names = { kind: 'CronTab', plural: 'crontabs', singular: 'crontab', listKind: 'CronTabList' }

const spec = {
  type: 'object',
  required: ['cronSpec'],
  properties: {
    cronSpec: { type: 'string', pattern: '^\\S+$', description: 'When it runs.' },
    replicas: { type: 'integer', minimum: 1, default: 1 },
    port: { 'x-kubernetes-int-or-string': true },
    note: { type: 'string', nullable: true },
    anything: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    template: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: { data: { type: 'object', additionalProperties: { type: 'string' } } },
    },
    rules: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
    },
  },
}

const openAPIV3Schema = {
  type: 'object',
  description: 'CronTab runs things.',
  properties: { metadata: { type: 'object' }, spec },
}

const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'crontabs.stable.example.com' },
  spec: {
    group: 'stable.example.com',
    scope: 'Namespaced',
    names,
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema },
        subresources: {
          status: {},
          scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.r' },
        },
      },
      { name: 'v1beta1', served: true, storage: false },
      { name: 'v1alpha1', served: false, storage: false },
    ],
  },
  status: {
    conditions: [{ type: 'Established', status: 'True' }],
    acceptedNames: names,
    storedVersions: ['v1'],
  },
} as unknown as CustomResourceDefinition

/** Knows crontabs.stable.example.com. */
export const registry = createRegistry({
  find: async (_, term) =>
    [names.plural, `${definition.spec.group}/${names.kind}`].includes(term) ? [definition] : [],
  all: async () => [definition],
})

/** The same after somebody has changed what the schema says. */
export const changedRegistry = createRegistry({
  find: async () => [changed],
  all: async () => [changed],
})

const changed: CustomResourceDefinition = {
  ...definition,
  spec: { ...definition.spec, versions: definition.spec.versions.slice(0, 1) },
}
