/** kubelite auth, and commands that are run as somebody else. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const rbac = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules:
- {apiGroups: [""], resources: [pods], verbs: [get, list, watch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects:
- {kind: User, name: jane}
- {kind: ServiceAccount, name: builder}
`

let cli: TestCli
beforeAll(async () => {
  cli = createTestCli()
  await cli.run('apply -f -', { stdin: rbac })
})
afterAll(() => cli[Symbol.asyncDispose]())

describe('auth can-i', () => {
  it.each<[title: string, line: string, stdout: string, stderr?: string]>([
    ['says yes to the owner, whatever it is', 'delete nodes -A', 'yes\n'],
    ['says no', 'delete pods --as jane', 'no\n'],
    ['knows a resource by its short name', 'list po --as jane', 'yes\n'],
    ['knows service accounts', 'list pods --as system:serviceaccount:default:builder', 'yes\n'],
    ['asks about all namespaces', 'list pods -A --as jane', 'no\n'],
    ['is silent where it is told to be', 'list pods -q --as jane', ''],
    [
      'tells of a group that it does not know',
      'get a.b.c',
      'yes\n',
      "Warning: the server doesn't have a resource type 'a' in group 'b.c'\n\n",
    ],
    [
      'tells of a scope with its group',
      'get storageclasses',
      'yes\n',
      "Warning: resource 'storageclasses' is not namespace scoped in group 'storage.k8s.io'\n\n",
    ],
    ['takes users for a resource', 'impersonate users', 'yes\n'],
    [
      'tells of a verb that no path has',
      'watch /logs',
      'yes\n',
      "Warning: verb 'watch' is not a known verb\n\n",
    ],
  ])('%s', async (_, line, stdout, stderr = '') => {
    const exitCode = stdout === 'no\n' ? 1 : 0
    expect(await cli.run(`auth can-i ${line}`)).toEqual({ stdout, stderr, exitCode })
  })

  it.each([
    ['--list x', 'list option must be specified with no arguments'],
    [
      '--list -A',
      "list option can't be specified with neither quiet, all-namespaces nor subresource options",
    ],
    ['get pods --no-headers', '--no-headers cannot be set without --list specified'],
  ])('refuses %s', async (line, message) => {
    expect(await cli.run(`auth can-i ${line}`)).toEqual({
      stdout: '',
      stderr: `error: ${message}\n`,
      exitCode: 1,
    })
  })
})

describe('auth whoami', () => {
  it('tells the attributes of the user', async () => {
    const { stdout } = await cli.run(
      'auth whoami --as jane --as-group devs --as-uid 7 --as-user-extra team=a --as-user-extra team=b',
    )
    expect(stdout).toBe(`ATTRIBUTE     VALUE
Username      jane
UID           7
Groups        [devs system:authenticated]
Extra: team   [a b]
`)
  })

  it('prints the review in a format', async () => {
    const { stdout } = await cli.run(
      'auth whoami --as system:serviceaccount:default:builder -o jsonpath={.status.userInfo.groups}',
    )
    expect(stdout).toBe('["system:serviceaccounts","system:serviceaccounts:default","system:authenticated"]')
  })
})

describe('auth reconcile', () => {
  const more = rbac.replace('[get, list, watch]', '[get, create]').replace('name: jane', 'name: joe')
  const report = (what: string) => (stderr: string) => stderr.includes(what)

  it('adds what is missing, then takes away what is too much, and then has nothing to do', async () => {
    const added = await cli.run('auth reconcile -n other -f -', { stdin: rbac })
    expect(added.exitCode).toBe(0)
    expect(report('reconciliation required create')(added.stderr)).toBe(true)
    const changed = await cli.run('auth reconcile -n other -f -', { stdin: more })
    expect(changed.stderr).toContain(
      '\t\t{Verbs:[create] APIGroups:[] Resources:[pods] ResourceNames:[] NonResourceURLs:[]}\n',
    )
    expect(changed.stderr).toContain(
      '\t\t{Kind:User APIGroup:rbac.authorization.k8s.io Name:joe Namespace:}\n',
    )
    const flags = '--remove-extra-permissions --remove-extra-subjects'
    const reduced = await cli.run(`auth reconcile -n other -f - ${flags}`, { stdin: more })
    expect(reduced.stderr).toContain('\textra rules removed:\n')
    expect(reduced.stderr).toContain(
      '\textra subjects removed:\n\t\t{Kind:User APIGroup:rbac.authorization.k8s.io Name:jane Namespace:}\n',
    )
    expect((await cli.run(`auth reconcile -n other -f - ${flags}`, { stdin: more })).stderr).toBe('')
    expect((await cli.run('get role reader -n other -o jsonpath={.rules[*].verbs}')).stdout).toBe(
      '["get","create"]',
    )
  })

  it('makes a binding anew whose role is another', async () => {
    const other = rbac.replace('kind: Role, name: reader', 'kind: ClusterRole, name: view')
    const { stderr } = await cli.run('auth reconcile -n other -f -', { stdin: other })
    expect(stderr).toContain('\treconciliation required recreate\n')
    expect((await cli.run('get rolebinding reader -n other -o jsonpath={.roleRef.name}')).stdout).toBe('view')
  })
})

it('shows the roles of a new cluster, with what they gather from each other', async () => {
  const verbs = async (role: string, resource: string) =>
    (await cli.run(`auth can-i ${resource} --as x --as-group ${role}`)).stdout.trim()
  for (const role of ['admin', 'edit', 'view'])
    await cli.run('apply -f -', {
      stdin: `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: ${role}}, roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: ${role}}, subjects: [{kind: Group, name: ${role}}]}`,
    })
  const asked = ['get pods', 'get secrets', 'create deployments', 'create rolebindings', 'delete nodes']
  const table = []
  for (const role of ['view', 'edit', 'admin'])
    table.push([role, ...(await Promise.all(asked.map((each) => verbs(role, each))))])
  expect(table).toEqual([
    ['view', 'yes', 'no', 'no', 'no', 'no'],
    ['edit', 'yes', 'yes', 'yes', 'no', 'no'],
    ['admin', 'yes', 'yes', 'yes', 'yes', 'no'],
  ])
})

describe('what is done in containers', () => {
  it.each([
    ['logs p', 'get', 'pods/log'],
    ['exec p -- date', 'create', 'pods/exec'],
    // Without --quiet, kubectl announces the session before it asks for it.
    ['attach p -q', 'create', 'pods/attach'],
    ['port-forward p 8080:80', 'create', 'pods/portforward'],
    ['cp p:/etc/hosts hosts', 'create', 'pods/exec'],
  ])('is refused for %s to who may only read pods', async (line, verb, resource) => {
    await cli.run('run p --image=nginx')
    const { stderr, exitCode } = await cli.run(`--as jane ${line}`)
    expect(stderr).toBe(
      `Error from server (Forbidden): pods "p" is forbidden: User "jane" cannot ${verb} resource "${resource}" in API group "" in the namespace "default"\n`,
    )
    expect(exitCode).toBe(1)
  })

  it('is done by the kubelet for who may, whatever else it reads', async () => {
    await cli.run('apply -f -', {
      stdin: `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: exec}
rules: [{apiGroups: [""], resources: [pods, pods/exec, pods/log], verbs: [get, create]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: exec}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: exec}
subjects: [{kind: User, name: op}]
`,
    })
    expect(await cli.run('exec p --as op -- hostname')).toEqual({ stdout: 'p\n', stderr: '', exitCode: 0 })
    expect((await cli.run('logs p --as op')).exitCode).toBe(0)
  })
})

describe('the user of a kubeconfig', () => {
  const config = (user: object) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: 'https://c' } }],
      users: [{ name: 'u', user }],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    })

  it.each<[title: string, user: object, flags: string, expected: string]>([
    ['acts as somebody', { as: 'jane', 'as-groups': ['devs'] }, '', 'jane [devs system:authenticated]'],
    ['gives way to a flag', { as: 'jane' }, '--as=joe', 'joe [system:authenticated]'],
    [
      'is the owner where nothing is said',
      {},
      '',
      'kubernetes-admin [kubeadm:cluster-admins system:authenticated]',
    ],
  ])('%s', async (_, user, flags, expected) => {
    cli.file('config', config(user))
    const { stdout } = await cli.run(`--kubeconfig=config ${flags} auth whoami`)
    expect(/Username +(.*)\nGroups +(.*)/.exec(stdout)?.slice(1).join(' ')).toBe(expected)
  })

  it('has the token of a service account', async () => {
    await cli.run('create serviceaccount builder')
    const token = (await cli.run('create token builder')).stdout.trim()
    cli.file('config', config({ token }))
    expect((await cli.run('--kubeconfig=config get pods')).exitCode).toBe(0)
    expect((await cli.run('--kubeconfig=config get secrets')).stderr).toMatch(
      /User "system:serviceaccount:default:builder" cannot list resource "secrets"/,
    )
  })

  it('is refused with a token that nobody has made', async () => {
    expect(await cli.run('get pods --token=x')).toEqual({
      stdout: '',
      stderr: 'error: You must be logged in to the server (Unauthorized)\n',
      exitCode: 1,
    })
  })
})

it('describes to users what they may see', async () => {
  await cli.run('create deployment seen --image=nginx')
  await cli.run('create role see --verb=get --resource=deployments.apps')
  await cli.run('create rolebinding see --role=see --user=seer')
  const { stdout, stderr } = await cli.run('describe deployment seen --as seer')
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^Name: +seen\n/)
  expect(stdout).not.toContain('NewReplicaSet:')
  expect(stdout).toMatch(/\nEvents: +<none>\n$/)
})
