/** What the indexes of bindings lead to is what looking at all of them would: on random roles, bindings and users. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { KubeObject } from '../../src/apimachinery/object.ts'
import { authorize } from '../../src/apiserver/authorization/authorizer.ts'
import type { KindName, ObjectOf } from '../../src/apiserver/client.ts'
import type { ClusterRole, ClusterRoleBinding, RbacSubject } from '../../src/generated/types.ts'
import { testServer } from '../support/server.ts'

const RBAC = 'rbac.authorization.k8s.io'
const api = { apiVersion: `${RBAC}/v1` }
const pick = <T>(...items: T[]) => fc.constantFrom(...items)
const some = <T>(...items: T[]) => fc.subarray(items, { minLength: 1 })

const rule = fc.record({
  apiGroups: some('', 'apps', '*'),
  resources: some('pods', 'pods/log', '*/scale', 'deployments', '*'),
  verbs: some('get', 'list', '*'),
  resourceNames: fc.subarray(['a', 'b']),
})
const subject: fc.Arbitrary<RbacSubject> = fc.oneof(
  pick('jane', 'joe').map((name) => ({ kind: 'User', apiGroup: RBAC, name })),
  pick('devs', 'ops').map((name) => ({ kind: 'Group', apiGroup: RBAC, name })),
  fc
    .record({ name: pick('robot'), namespace: pick('one', 'two') })
    .map((account) => ({ kind: 'ServiceAccount', ...account })),
)
const namespace = pick('', 'one', 'two')
const binding = fc.record({
  namespace,
  role: pick('r0', 'r1'),
  subjects: fc.array(subject, { maxLength: 3 }),
})
const world = fc.record({
  roles: fc.tuple(fc.array(rule, { maxLength: 2 }), fc.array(rule, { maxLength: 2 })),
  bindings: fc.array(binding, { maxLength: 5 }),
})
const asked = fc.record({
  user: pick('jane', 'joe', 'system:serviceaccount:one:robot'),
  groups: fc.subarray(['devs', 'ops']),
  action: fc.record({
    verb: pick('get', 'list', 'delete'),
    group: pick('', 'apps'),
    resource: pick('pods', 'deployments'),
    subresource: pick('', 'log', 'scale'),
    name: pick('', 'a', 'c'),
    namespace,
  }),
})
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** The rules as the documentation puts them, by looking at everything. */
function allows(
  roles: readonly ClusterRole[],
  bindings: readonly ClusterRoleBinding[],
  { user, groups, action }: Asked,
): boolean {
  const has = (list: readonly string[] | undefined, ...words: string[]) =>
    words.some((word) => list?.includes(word))
  const subresource = action.subresource === '' ? [] : [`*/${action.subresource}`]
  const resource = [action.resource, ...(action.subresource === '' ? [] : [action.subresource])].join('/')
  const isMeant = ({ kind, name, namespace: home }: RbacSubject) =>
    kind === 'Group'
      ? groups.includes(name)
      : user === (kind === 'User' ? name : `system:serviceaccount:${home}:${name}`)
  return bindings
    .filter(({ metadata }) => !metadata.namespace || metadata.namespace === action.namespace)
    .filter(({ subjects }) => subjects?.some(isMeant))
    .flatMap(({ roleRef }) => roles.find(({ metadata }) => metadata.name === roleRef.name)?.rules ?? [])
    .some(
      (each) =>
        has(each.verbs, '*', action.verb) &&
        has(each.apiGroups, '*', action.group) &&
        has(each.resources, '*', resource, ...subresource) &&
        (!each.resourceNames?.length || each.resourceNames.includes(action.name)),
    )
}

it('decides as one who looks at all roles and bindings', async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.array(asked, { minLength: 1, maxLength: 10 }), async (given, questions) => {
      const { client } = await testServer()
      for (const name of ['one', 'two'])
        await client.create('Namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
      const roles = given.roles.map((rules, index) => ({
        ...api,
        kind: 'ClusterRole',
        metadata: { name: `r${index}` },
        rules,
      }))
      const bindings = given.bindings.map(({ namespace: home, role, subjects }, index) => ({
        ...api,
        kind: home === '' ? 'ClusterRoleBinding' : 'RoleBinding',
        metadata: { name: `b${index}`, ...(home !== '' && { namespace: home }) },
        roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
        subjects,
      }))
      for (const object of [...roles, ...bindings] as KubeObject[])
        await client.create(object.kind as KindName, object as ObjectOf<KindName>)
      for (const question of questions) {
        const { user: name, groups, action } = question
        const { allowed } = await authorize(client, { name, groups }, action)
        expect(allowed).toBe(allows(roles, bindings, question))
      }
    }),
    { numRuns: 60 },
  )
})
