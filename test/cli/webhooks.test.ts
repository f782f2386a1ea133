/** Admission webhooks beside the cluster, as whoever tests an operator sees them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CertificateShape,
  patchOf,
  startWebhook,
  type WebhookServer,
  webhookConfiguration,
} from '../support/webhook-server.ts'
import { createTestCli, type TestCli } from './test-cli.ts'

let cli: TestCli
let hook: WebhookServer | undefined
beforeEach(() => {
  cli = createTestCli()
})
afterEach(async () => {
  await hook?.[Symbol.asyncDispose]()
  await cli[Symbol.asyncDispose]()
  hook = undefined
})

async function register(
  kind: 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration',
  answer: Parameters<typeof startWebhook>[0],
  webhook: object = {},
  shape?: CertificateShape,
): Promise<WebhookServer> {
  hook = await startWebhook(answer, shape)
  const stdin = JSON.stringify(webhookConfiguration(kind, hook, webhook))
  const { stderr } = await cli.run('apply -f -', { stdin })
  expect(stderr).toBe('')
  return hook
}

const about = (...resources: string[]) => ({
  rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources }],
})

it('A webhook that refuses is told as kubectl tells it', async () => {
  await register('ValidatingWebhookConfiguration', () => ({
    allowed: false,
    status: { code: 403, reason: 'Forbidden', message: 'not today' },
  }))
  expect(await cli.run('create configmap a')).toEqual({
    stdout: '',
    stderr:
      'error: failed to create configmap: admission webhook "hook.example.com" denied the request: not today\n',
    exitCode: 1,
  })
  const stdin = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }'
  expect((await cli.run('apply -f -', { stdin })).stderr).toBe(
    'Error from server (Forbidden): error when creating "STDIN": admission webhook "hook.example.com" denied the request: not today\n',
  )
})

it('A webhook that is not there fails the command', async () => {
  const { url } = await register('ValidatingWebhookConfiguration', () => ({ allowed: true }))
  await hook?.[Symbol.asyncDispose]()
  const stdin = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }'
  const address = new URL(url).host
  expect(await cli.run('apply -f -', { stdin })).toEqual({
    stdout: '',
    stderr: `Error from server (InternalError): error when creating "STDIN": Internal error occurred: failed calling webhook "hook.example.com": failed to call webhook: Post "${url}/hook?timeout=10s": dial tcp ${address}: connect: connection refused\n`,
    exitCode: 1,
  })
})

it('Warnings are printed, of deletions too', async () => {
  await register(
    'ValidatingWebhookConfiguration',
    ({ operation }) => ({ allowed: true, warnings: [`${operation} is watched`] }),
    about('configmaps'),
  )
  expect((await cli.run('create configmap a')).stderr).toBe('Warning: CREATE is watched\n')
  expect((await cli.run('delete configmap a')).stderr).toBe('Warning: DELETE is watched\n')
})

describe('What the control plane writes', () => {
  it('is asked about in the names of its programs', async () => {
    const { asked } = await register('ValidatingWebhookConfiguration', undefined, about('*/*'))
    await cli.run('create deployment web --image=nginx')
    await cli.run('delete deployment web')
    const who = (operation: string, plural: string, subResource?: string) => {
      const found = asked.find(
        ({ request }) =>
          request.operation === operation &&
          (request.resource as { resource: string }).resource === plural &&
          request.subResource === subResource,
      )
      return found && [found.request.userInfo.username, found.request.userInfo.groups.at(0)]
    }
    const controller = (name: string) => [
      `system:serviceaccount:kube-system:${name}`,
      'system:serviceaccounts',
    ]
    expect(who('CREATE', 'deployments')).toEqual(['kubernetes-admin', 'kubeadm:cluster-admins'])
    expect(who('CREATE', 'replicasets')).toEqual(controller('deployment-controller'))
    expect(who('CREATE', 'pods')).toEqual(controller('replicaset-controller'))
    expect(who('CREATE', 'pods', 'binding')).toEqual(['system:kube-scheduler', 'system:authenticated'])
    expect(who('UPDATE', 'pods', 'status')).toEqual([
      expect.stringMatching(/^system:node:worker-\d$/),
      'system:nodes',
    ])
    expect(who('DELETE', 'replicasets')).toEqual(controller('generic-garbage-collector'))
  })

  it('may be changed: a sidecar comes to the pods of a deployment', async () => {
    const sidecar = { name: 'sidecar', image: 'proxy' }
    await register(
      'MutatingWebhookConfiguration',
      () => patchOf({ op: 'add', path: '/spec/containers/-', value: sidecar }),
      { rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }] },
    )
    await cli.run('create deployment web --image=nginx --replicas=2')
    expect(
      (await cli.run('get pods -o custom-columns=C:.spec.containers[*].name,P:.status.phase')).stdout,
    ).toBe('C               P\nnginx,sidecar   Running\nnginx,sidecar   Running\n')
  })

  it('may be refused: the controller tells of it, and goes on once it is let', async () => {
    let allowed = false
    await register('ValidatingWebhookConfiguration', () => ({ allowed, status: { message: 'no pods' } }), {
      rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
    })
    await cli.run('create deployment web --image=nginx')
    expect((await cli.run('get events')).stdout).toMatch(
      /Warning +FailedCreate +replicaset\/web-\w+ +Error creating: admission webhook "hook.example.com" denied the request: no pods\n/,
    )
    expect((await cli.run('get pods')).stderr).toBe('No resources found in default namespace.\n')
    allowed = true
    await cli.run('rollout status deployment web')
    expect((await cli.run('get pods -o custom-columns=P:.status.phase --no-headers')).stdout).toBe(
      'Running\n',
    )
  })
})

it('What is only imagined is asked about as a dry run', async () => {
  const { asked } = await register('ValidatingWebhookConfiguration', undefined, about('*/*'))
  await cli.run('create deployment web --image=nginx')
  asked.length = 0
  const cluster = await cli.cluster()
  await cluster.imagine(({ client }) => client.delete('Deployment', { namespace: 'default', name: 'web' }))
  expect(asked.map(({ request }) => [request.operation, request.dryRun])).toEqual([['DELETE', true]])
})

it('The same commands ask with the same ids', async () => {
  const idsOf = async () => {
    await using own = createTestCli()
    await using server = await startWebhook()
    // The port differs from server to server, and the store's content with it, but not the order of chance.
    const stdin = JSON.stringify(
      webhookConfiguration('ValidatingWebhookConfiguration', server, about('configmaps')),
    )
    await own.run('apply -f -', { stdin })
    await own.run('create configmap a')
    return server.asked.map(({ request }) => request.uid)
  }
  expect(await idsOf()).toEqual(await idsOf())
})
