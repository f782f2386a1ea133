/** kubelite create namespace. Source: kubectl, cmd/create/create_namespace.go. */
import { defineGenerator } from './generator.ts'

export const createNamespace = defineGenerator({
  name: 'namespace',
  aliases: ['ns'],
  usage: 'NAME [--dry-run=server|client|none]',
  short: 'Create a namespace with the specified name',
  long: ['Create a namespace with the specified name.'],
  examples: [{ about: 'A namespace', line: 'create namespace my-namespace' }],
  flags: {},
  clusterScoped: true,
  generate: ({ name }) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
})
