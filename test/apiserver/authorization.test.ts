/** What users may do by their roles, how they are refused, and who may act as whom. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import type { Client, KindName, ObjectOf } from '../../src/apiserver/client.ts'
import { configMap, named, rejection, testServer } from '../support/server.ts'

const RBAC = 'rbac.authorization.k8s.io'
const api = { apiVersion: `${RBAC}/v1` }

const role = (name: string, rules: object[], namespace = 'default') =>
  ({
    ...api,
    kind: namespace === '' ? 'ClusterRole' : 'Role',
    metadata: { name, ...(namespace && { namespace }) },
    rules,
  }) as KubeObject

const binding = (
  name: string,
  roleRef: [kind: string, name: string],
  subjects: object[],
  namespace = 'default',
) =>
  ({
    ...api,
    kind: namespace === '' ? 'ClusterRoleBinding' : 'RoleBinding',
    metadata: { name, ...(namespace && { namespace }) },
    roleRef: { apiGroup: RBAC, kind: roleRef[0], name: roleRef[1] },
    subjects,
  }) as KubeObject

const user = (name: string) => ({ kind: 'User', name, apiGroup: RBAC })
const group = (name: string) => ({ kind: 'Group', name, apiGroup: RBAC })
const rule = (verbs: string[], resources: string[], more: object = {}) => ({
  apiGroups: [''],
  resources,
  verbs,
  ...more,
})

const objects: KubeObject[] = [
  role('reader', [
    rule(['get', 'list', 'watch'], ['configmaps']),
    rule(['get'], ['pods/log']),
    rule(['update'], ['*/status']),
    rule(['get', 'patch'], ['deployments'], { apiGroups: ['apps'], resourceNames: ['web'] }),
    rule(['list'], ['secrets'], { resourceNames: ['only'] }),
  ]),
  binding('reader', ['Role', 'reader'], [user('jane'), { kind: 'ServiceAccount', name: 'builder' }]),
  role('namespaces', [rule(['get'], ['namespaces']), { nonResourceURLs: ['/logs/*'], verbs: ['get'] }], ''),
  binding('namespaces', ['ClusterRole', 'namespaces'], [group('devs')], ''),
  role('anything', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], ''),
  binding('lord-here', ['ClusterRole', 'anything'], [user('lord')]),
  binding('dangling', ['Role', 'gone'], [user('lost')]),
  role('impersonator', [rule(['impersonate'], ['users'], { resourceNames: ['jane'] })], ''),
  binding('impersonator', ['ClusterRole', 'impersonator'], [user('proxy')], ''),
  role('roles', [
    rule(['create', 'get', 'patch'], ['roles', 'rolebindings'], { apiGroups: [RBAC] }),
    rule(['get'], ['configmaps']),
  ]),
  binding('roles', ['Role', 'roles'], [user('clerk')]),
  role('binder', [
    rule(['create'], ['rolebindings'], { apiGroups: [RBAC] }),
    rule(['bind'], ['clusterroles'], { apiGroups: [RBAC], resourceNames: ['anything'] }),
  ]),
  binding('binder', ['Role', 'binder'], [user('binder')]),
  role('escalator', [rule(['create', 'escalate'], ['roles'], { apiGroups: [RBAC] })]),
  binding('escalator', ['Role', 'escalator'], [user('escalator')]),
]

let owner: Client
beforeAll(async () => {
  owner = (await testServer()).client
  for (const object of objects) await owner.create(object.kind as KindName, object as ObjectOf<KindName>)
  await owner.create('ConfigMap', configMap('a'))
})

const jane = { user: 'jane' }
const lord = { user: 'lord' }
const builder = { user: 'system:serviceaccount:default:builder' }
type Attempt = (client: Client) => Promise<unknown>

describe('a request is allowed by', () => {
  it.each<[title: string, as: { user: string; groups?: string[] }, attempt: Attempt]>([
    ['a role with its verb and resource', jane, (c) => c.list('ConfigMap', { namespace: 'default' })],
    ['a service account of the binding’s own namespace', builder, (c) => c.get('ConfigMap', named('a'))],
    ['a rule about one name', jane, (c) => c.find('Deployment', named('web'))],
    [
      'a rule about one name that a list is about',
      jane,
      (c) => c.list('Secret', { namespace: 'default', fieldSelector: 'metadata.name=only' }),
    ],
    ['a rule about a subresource', jane, (c) => c.authorize('get', 'Pod', named('x'), 'log')],
    [
      'a rule about a subresource of all',
      jane,
      (c) => c.authorize('update', 'Service', named('x'), 'status'),
    ],
    ['a cluster role bound in its namespace', lord, (c) => c.create('ConfigMap', configMap('made'))],
    [
      'a cluster role bound everywhere, to a group',
      { user: 'x', groups: ['devs'] },
      (c) => c.get('Namespace', { namespace: '', name: 'default' }),
    ],
    [
      'nothing at all where the group is system:masters',
      { user: 'x', groups: ['system:masters'] },
      (c) => c.list('Node'),
    ],
  ])('%s', async (_, credentials, attempt) => {
    await expect(attempt(await owner.as(credentials))).resolves.not.toThrow()
  })
})

describe('a request is refused', () => {
  const inDefault = 'in the namespace "default"'
  it.each<[title: string, as: { user: string; groups?: string[] }, attempt: Attempt, message: string]>([
    [
      'to get what is not in a rule',
      jane,
      (c) => c.get('Pod', named('x')),
      `pods "x" is forbidden: User "jane" cannot get resource "pods" in API group "" ${inDefault}`,
    ],
    [
      'to list over all namespaces what is allowed in one',
      jane,
      (c) => c.list('ConfigMap'),
      'configmaps is forbidden: User "jane" cannot list resource "configmaps" in API group "" at the cluster scope',
    ],
    [
      'to create, without a name',
      jane,
      (c) => c.create('ConfigMap', configMap('x')),
      `configmaps is forbidden: User "jane" cannot create resource "configmaps" in API group "" ${inDefault}`,
    ],
    [
      'to get another name of a named rule',
      jane,
      (c) => c.get('Deployment', named('other')),
      `deployments.apps "other" is forbidden: User "jane" cannot get resource "deployments" in API group "apps" ${inDefault}`,
    ],
    [
      'to patch a subresource',
      jane,
      (c) => c.patch('Deployment', named('web'), 'merge', {}, { subresource: 'scale' }),
      `deployments.apps "web" is forbidden: User "jane" cannot patch resource "deployments/scale" in API group "apps" ${inDefault}`,
    ],
    [
      'to delete many',
      jane,
      (c) => c.deleteCollection('ConfigMap', { namespace: 'default' }),
      `configmaps is forbidden: User "jane" cannot deletecollection resource "configmaps" in API group "" ${inDefault}`,
    ],
    [
      'to watch',
      lord,
      (c) => c.watch('Node', {})[Symbol.asyncIterator]().next(),
      'nodes is forbidden: User "lord" cannot watch resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'to get a namespace, which stands in itself',
      jane,
      (c) => c.get('Namespace', { namespace: '', name: 'default' }),
      `namespaces "default" is forbidden: User "jane" cannot get resource "namespaces" in API group "" ${inDefault}`,
    ],
    [
      'with a word about a role that is bound and missing',
      { user: 'lost' },
      (c) => c.get('Pod', named('x')),
      `pods "x" is forbidden: User "lost" cannot get resource "pods" in API group "" ${inDefault}: RBAC: role.rbac.authorization.k8s.io "gone" not found`,
    ],
    [
      'to become somebody',
      jane,
      (c) => c.as(lord),
      'users "lord" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    ],
    [
      'to become a service account',
      jane,
      (c) => c.as(builder),
      `serviceaccounts "builder" is forbidden: User "jane" cannot impersonate resource "serviceaccounts" in API group "" ${inDefault}`,
    ],
    [
      'to join a group that is not allowed',
      { user: 'proxy' },
      (c) => c.as({ ...jane, groups: ['devs'] }),
      'groups "devs" is forbidden: User "proxy" cannot impersonate resource "groups" in API group "" at the cluster scope',
    ],
  ])('%s', async (_, credentials, attempt, message) => {
    const error = await rejection((async () => attempt(await owner.as(credentials)))())
    expect(error.message).toBe(message)
  })
})

it('lets those act as others who may impersonate them', async () => {
  const proxy = await owner.as({ user: 'proxy' })
  const client = await proxy.as(jane)
  expect((await client.get('ConfigMap', named('a'))).metadata.name).toBe('a')
})

it('shows through an index only what may be listed', async () => {
  await owner.create('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'default', labels: { app: 'p' } },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  })
  const term = ['Pod', 'label', 'default/app=p'] as const
  expect(await (await owner.as(lord)).lookup(...term)).toHaveLength(1)
  expect(await (await owner.as(jane)).lookup(...term)).toEqual([])
})

it('refuses a token that the cluster has not signed', async () => {
  expect((await rejection(owner.as({ token: 'bad' }))).message).toBe('Unauthorized')
})

describe('who writes roles and bindings', () => {
  const deleting = [rule(['delete', 'get'], ['configmaps', 'pods'])]
  const subjects = [user('joe')]

  it.each<[title: string, as: { user: string }, object: KubeObject, message?: string]>([
    ['may hand out what they have', lord, role('given', deleting)],
    ['may bind a role that they have', lord, binding('given', ['Role', 'reader'], subjects)],
    [
      'may bind what a rule lets them bind',
      { user: 'binder' },
      binding('bound', ['ClusterRole', 'anything'], subjects),
    ],
    ['may write what a rule lets them escalate', { user: 'escalator' }, role('escalated', deleting)],
    [
      'may not write what they lack',
      { user: 'clerk' },
      role('greedy', deleting),
      'roles.rbac.authorization.k8s.io "greedy" is forbidden: user "clerk" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["configmaps"], Verbs:["delete"]}\n{APIGroups:[""], Resources:["pods"], Verbs:["delete" "get"]}',
    ],
    [
      'may not bind what they lack',
      { user: 'clerk' },
      binding('greedy', ['ClusterRole', 'namespaces'], subjects),
      'rolebindings.rbac.authorization.k8s.io "greedy" is forbidden: user "clerk" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["namespaces"], Verbs:["get"]}\n{NonResourceURLs:["/logs/*"], Verbs:["get"]}',
    ],
    [
      'may not bind a role that is not there',
      { user: 'clerk' },
      binding('greedy', ['Role', 'nosuch'], subjects),
      'role.rbac.authorization.k8s.io "nosuch" not found',
    ],
  ])('%s', async (_, credentials, object, message) => {
    const writing = (await owner.as(credentials)).create(
      object.kind as KindName,
      object as ObjectOf<KindName>,
      { dryRun: true },
    )
    if (message === undefined) await expect(writing).resolves.toBeDefined()
    else expect((await rejection(writing)).message).toBe(message)
  })

  it('may not reach beyond their namespace', async () => {
    const writing = (await owner.as(lord)).create(
      'ClusterRole',
      role('x', deleting, '') as ObjectOf<'ClusterRole'>,
    )
    expect((await rejection(writing)).message).toMatch(/cannot create resource "clusterroles"/)
  })

  it('may change what does not add to a role', async () => {
    await owner.create('Role', role('kept', deleting) as ObjectOf<'Role'>)
    const clerk = await owner.as({ user: 'clerk' })
    const labels = { metadata: { labels: { a: 'b' } } }
    await expect(clerk.patch('Role', named('kept'), 'merge', labels)).resolves.toBeDefined()
  })
})
