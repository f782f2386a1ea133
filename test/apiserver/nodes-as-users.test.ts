/** What kubelets may do: the Node authorizer, and the admission plugin NodeRestriction, in the API server's words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestCli, type TestCli } from '../cli/test-cli.ts'

const pod = (name: string, node: string, spec: object = {}, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...metadata },
  spec: { nodeName: node, containers: [{ name: 'c', image: 'nginx' }], ...spec },
})
const named = (kind: string, name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...more,
})
const node = (name: string, labels: object = {}) => named('Node', name, { metadata: { name, labels } })
const volume = (name: string, claim: string) =>
  named('PersistentVolume', name, {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'none',
      claimRef: { namespace: 'default', name: claim },
      csi: { driver: 'd', volumeHandle: 'v', nodeStageSecretRef: { name: 'stage', namespace: 'default' } },
    },
  })
const claim = (name: string, volumeName: string) =>
  named('PersistentVolumeClaim', name, {
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'none',
      volumeName,
      resources: { requests: { storage: '1Gi' } },
    },
  })

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  await apply(node('n1'), node('n2'))
  for (const name of ['mine', 'pulled', 'stage', 'other', 'theirs']) await apply(named('Secret', name))
  await apply(named('ConfigMap', 'settings'), named('ServiceAccount', 'runner'))
  await apply(volume('pv1', 'data'), claim('data', 'pv1'))
  const volumes = [
    { name: 's', secret: { secretName: 'mine' } },
    { name: 'c', configMap: { name: 'settings' } },
    { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
  ]
  await apply(
    pod('web', 'n1', { volumes, imagePullSecrets: [{ name: 'pulled' }], serviceAccountName: 'runner' }),
    pod('far', 'n2', { volumes: [{ name: 's', secret: { secretName: 'theirs' } }] }),
  )
})
afterAll(() => cli[Symbol.asyncDispose]())

async function apply(...documents: object[]): Promise<void> {
  const stdin = documents.map((document) => JSON.stringify(document)).join('\n---\n')
  const { exitCode, stderr } = await cli.run('create -f -', { stdin })
  expect([exitCode, stderr]).toEqual([0, ''])
}

/** What the kubelet of n1 is told. */
async function asNode(command: string, body?: object): Promise<string> {
  const options = body === undefined ? {} : { stdin: JSON.stringify(body) }
  const { stdout, stderr } = await cli.run(`${command} --as system:node:n1 --as-group system:nodes`, options)
  return (stderr + stdout).trim()
}

const cannot = (verb: string, resource: string, name: string, why: string, group = '') =>
  `Error from server (Forbidden): ${resource}${group && `.${group}`}${name && ` "${name}"`} is forbidden: User "system:node:n1" cannot ${verb} resource "${resource}" in API group "${group}" in the namespace "default"${why && `: ${why}`}`
const unrelated = "no relationship found between node 'n1' and this object"

describe('a kubelet may read', () => {
  test.each([
    'get secret mine -o name',
    'get secret pulled -o name',
    'get secret stage -o name',
    'get configmap settings -o name',
    'get configmap kube-root-ca.crt -o name',
    'get persistentvolumeclaim data -o name',
    'get persistentvolume pv1 -o name',
    'get pod web -o name',
    'get pods --field-selector spec.nodeName=n1 -o name',
    'get node n1 -o name',
    'get services -o name',
    'get serviceaccount runner -o name',
  ])('%s', async (command) => {
    expect(await asNode(command)).not.toContain('Error')
  })

  test.each([
    ['get secret other', cannot('get', 'secrets', 'other', unrelated)],
    ['get secret theirs', cannot('get', 'secrets', 'theirs', unrelated)],
    ['get secrets', cannot('list', 'secrets', '', 'No Object name found')],
    ['get pod far', cannot('get', 'pods', 'far', unrelated)],
    ['get pods', cannot('list', 'pods', '', 'can only list/watch pods with spec.nodeName field selector')],
    [
      'get persistentvolumeclaims',
      cannot('list', 'persistentvolumeclaims', '', 'can only get individual resources of this type'),
    ],
    ['get deployments', cannot('list', 'deployments', '', '', 'apps')],
  ])('not: %s', async (command, message) => {
    expect(await asNode(command)).toBe(message)
  })

  test('not other nodes', async () => {
    const refused = 'Error from server (Forbidden): nodes'
    const place = 'resource "nodes" in API group "" at the cluster scope'
    expect(await asNode('get node n2')).toBe(
      `${refused} "n2" is forbidden: User "system:node:n1" cannot get ${place}: node 'n1' cannot read 'n2', only its own Node object`,
    )
    expect(await asNode('get nodes')).toBe(
      `${refused} is forbidden: User "system:node:n1" cannot list ${place}: node 'n1' cannot read all nodes, only its own Node object`,
    )
  })
})

const forbidden = (resource: string, name: string, why: string) =>
  expect.stringContaining(`(Forbidden): ${resource} "${name}" is forbidden: ${why}`)

describe('a kubelet may change', () => {
  test.each([
    'label node n1 color=red node.kubernetes.io/kind=big topology.kubernetes.io/zone=a',
    'annotate node n1 note=x',
    `patch node n1 --subresource status -p '{"status":{"phase":"Running"}}'`,
    `patch pod web --subresource status -p '{"status":{"message":"fine"}}'`,
    `patch pvc data --subresource status -p '{"status":{"capacity":{"storage":"2Gi"}}}'`,
  ])('%s', async (command) => {
    expect(await asNode(command)).not.toContain('Error')
  })

  test.each<[string, string, string, string]>([
    [
      'label node n1 node-role.kubernetes.io/control-plane= foo.node-restriction.kubernetes.io/x=y',
      'nodes',
      'n1',
      'is not allowed to modify labels: foo.node-restriction.kubernetes.io/x, node-role.kubernetes.io/control-plane',
    ],
    [
      `patch node n1 -p '{"spec":{"taints":[{"key":"a","effect":"NoSchedule"}]}}'`,
      'nodes',
      'n1',
      'node "n1" is not allowed to modify taints',
    ],
    [
      `patch pod web --subresource status -p '{"metadata":{"labels":{"a":"b"}}}'`,
      'pods',
      'web',
      'node "n1" cannot update labels through pod status',
    ],
    ['delete pod far', 'pods', 'far', 'node "n1" can only delete pods with spec.nodeName set to itself'],
  ])('not: %s', async (command, resource, name, why) => {
    expect(await asNode(command)).toEqual(forbidden(resource, name, why))
  })

  const mirror = { annotations: { 'kubernetes.io/config.mirror': 'x' } }
  test.each<[string, object, string]>([
    [
      'a pod of its own',
      pod('own', 'n1'),
      'pod does not have "kubernetes.io/config.mirror" annotation, node "n1" can only create mirror pods',
    ],
    [
      'a mirror pod elsewhere',
      pod('own', 'n2', {}, mirror),
      'node "n1" can only create pods with spec.nodeName set to itself',
    ],
    [
      'a mirror pod of nobody',
      pod('own', 'n1', {}, mirror),
      'node "n1" can only create pods with an owner reference set to itself',
    ],
  ])('not: make %s', async (_, body, why) => {
    expect(await asNode('create -f -', body)).toEqual(
      expect.stringContaining(`pods "own" is forbidden: ${why}`),
    )
  })

  test('not: another node', async () => {
    expect(await asNode('create -f -', node('n3'))).toContain(
      'nodes "n3" is forbidden: node "n1" is not allowed to modify node "n3"',
    )
  })

  test('only its own lease', async () => {
    const lease = (name: string, namespace: string) => ({
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name, namespace },
      spec: { holderIdentity: name },
    })
    expect(await asNode('create -f -', lease('n2', 'kube-node-lease'))).toContain(
      'leases.coordination.k8s.io "n2" is forbidden: can only access node lease with the same name as the requesting node',
    )
    expect(await asNode('create -f -', lease('n1', 'default'))).toContain(
      'can only access leases in the "kube-node-lease" system namespace',
    )
  })
})

describe('a kubelet may have tokens', () => {
  test.each([
    ['not bound to a pod', '', 'node requested token not bound to a pod'],
    [
      'for nobody in particular',
      '--bound-object-kind Pod --bound-object-name far --bound-object-uid x',
      'the UID in the bound object reference (x) does not match the UID in record. The object might have been deleted and then recreated',
    ],
  ])('not %s', async (_, flags, why) => {
    expect(await asNode(`create token runner ${flags}`)).toContain(
      `serviceaccounts "runner" is forbidden: ${why}`,
    )
  })

  test('of its own pods, for the audience that they show them to', async () => {
    const { stdout } = await cli.run('get pod web -o jsonpath={.metadata.uid}')
    const bound = `create token runner --bound-object-kind Pod --bound-object-name web --bound-object-uid ${stdout}`
    expect(await asNode(bound)).toMatch(/^ey/)
    expect(await asNode(`${bound} --audience vault`)).toContain(
      'audience "vault" not found in pod spec volume, system:node:n1 is not authorized to request tokens for this audience',
    )
  })

  test('not of accounts that none of its pods has', async () => {
    expect(await asNode('create token default')).toContain(unrelated)
  })
})

test('a user of that name who is in no group is nobody', async () => {
  const { stderr } = await cli.run('get secret mine --as system:node:n1')
  expect(stderr.trim()).toBe(
    'Error from server (Forbidden): secrets "mine" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default"',
  )
})
