/** Webhooks behind services are kept and said to be of no effect. */
import { expect, it } from 'vitest'
import { createTestCli } from '../../cli/test-cli.ts'

it.each([
  ['ValidatingWebhookConfiguration', 'validatingwebhookconfiguration'],
  ['MutatingWebhookConfiguration', 'mutatingwebhookconfiguration'],
])('%s comes with a warning, and writes go through', async (kind, resource) => {
  await using cli = createTestCli()
  const rule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }
  const webhook = {
    name: 'deny.example.com',
    clientConfig: { service: { name: 'hook', namespace: 'default' } },
    sideEffects: 'None',
    admissionReviewVersions: ['v1'],
    rules: [rule],
  }
  const document = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'w' },
    webhooks: [webhook],
  }
  const stdin = JSON.stringify(document)
  expect(await cli.run('apply -f -', { stdin })).toMatchObject({
    stdout: `${resource}.admissionregistration.k8s.io/w created\n`,
    stderr:
      'Warning: admission webhooks behind a service are kept, but not called in this cluster; those with a url are called\n',
  })
  expect((await cli.run('create configmap a')).stdout).toBe('configmap/a created\n')
})
