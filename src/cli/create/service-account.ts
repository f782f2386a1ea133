/** kubelite create serviceaccount. Source: kubectl, cmd/create/create_serviceaccount.go. */
import { defineGenerator } from './generator.ts'

export const createServiceAccount = defineGenerator({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'NAME [--dry-run=server|client|none]',
  short: 'Create a service account with the specified name',
  long: ['Create a service account with the specified name.'],
  examples: [{ about: 'A service account', line: 'create serviceaccount my-service-account' }],
  flags: {},
  refusal: 'failed to create serviceaccount: ',
  generate: ({ name }) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
})
