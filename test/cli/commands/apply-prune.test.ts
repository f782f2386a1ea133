/** apply --prune, by labels and by apply sets. */
import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli
const env: Record<string, string> = {}
beforeEach(() => {
  for (const name of Object.keys(env)) delete env[name]
  cli = createTestCli({ env })
})
afterEach(() => cli[Symbol.asyncDispose]())

const configMap = (name: string, metadata = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, labels: {set: p}${metadata}}\n---\n`
const secret = (name: string) =>
  `apiVersion: v1\nkind: Secret\nmetadata: {name: ${name}, labels: {set: p}}\n---\n`
const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n---\n`
const out = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
const failure = (stderr: string) => ({ stdout: '', stderr, exitCode: 1 })
const apply = (flags: string, stdin: string) => cli.run(`apply -f - ${flags}`, { stdin })
const names = async (type: string, namespace = 'default') => {
  const { stdout } = await cli.run(`get ${type} -n ${namespace} -o name`)
  return stdout.split('\n').filter((line) => line !== '' && !line.endsWith('/kube-root-ca.crt'))
}
const ALLOW = '--prune-allowlist=core/v1/ConfigMap'

describe('apply --prune', () => {
  it('deletes what was applied with the label and is no longer in the files', async () => {
    expect(await apply(`--prune -l set=p ${ALLOW}`, configMap('p1') + configMap('p2'))).toEqual(
      out('configmap/p1 created\nconfigmap/p2 created\n'),
    )
    expect(await apply(`--prune -l set=p ${ALLOW}`, configMap('p1'))).toEqual(
      out('configmap/p1 unchanged\nconfigmap/p2 pruned\n'),
    )
    expect(await names('cm')).toEqual(['configmap/p1'])
  })

  it('leaves alone what was not applied, has other labels, or is of other kinds', async () => {
    await cli.run('create -f -', { stdin: configMap('created') })
    await apply('', configMap('other').replace('set: p', 'set: q') + secret('s'))
    expect(await apply(`--prune -l set=p ${ALLOW}`, configMap('p1'))).toEqual(out('configmap/p1 created\n'))
    expect(await names('cm')).toEqual(['configmap/created', 'configmap/other', 'configmap/p1'])
    expect(await names('secret')).toEqual(['secret/s'])
  })

  it('looks at the usual kinds where none are named, and warns as kubectl does', async () => {
    await apply(
      '',
      secret('s') +
        configMap('p1') +
        namespace('gone').replace('{name: gone}', '{name: gone, labels: {set: p}}'),
    )
    const { stdout, stderr } = await apply('--prune -l set=p', configMap('p1'))
    expect(stdout).toBe('configmap/p1 unchanged\nsecret/s pruned\nnamespace/gone pruned\n')
    expect(stderr).toMatch(
      /^Warning: Deprecated: kubelite apply will no longer prune non-namespaced resources/,
    )
  })

  it('looks only into namespaces that the files or the command name', async () => {
    await apply('', namespace('one') + namespace('two'))
    for (const name of ['one', 'two']) await apply(`-n ${name}`, configMap('a') + configMap('b'))
    expect((await apply(`-n one --prune --all ${ALLOW}`, configMap('a'))).stdout).toBe(
      'configmap/a unchanged\nconfigmap/b pruned\n',
    )
    expect(await names('cm', 'two')).toEqual(['configmap/a', 'configmap/b'])
  })

  it.each([
    ['client', 'configmap/p1 configured (dry run)\nconfigmap/p2 pruned (dry run)\n'],
    ['server', 'configmap/p1 unchanged (server dry run)\nconfigmap/p2 pruned (server dry run)\n'],
  ])('only tells with --dry-run=%s', async (where, stdout) => {
    await apply('', configMap('p1') + configMap('p2'))
    expect(await apply(`--prune -l set=p ${ALLOW} --dry-run=${where}`, configMap('p1'))).toEqual(out(stdout))
    expect(await names('cm')).toEqual(['configmap/p1', 'configmap/p2'])
  })

  it('deletes nothing where something could not be applied', async () => {
    await apply('', configMap('p1') + configMap('p2'))
    const result = await apply(`--prune -l set=p ${ALLOW}`, configMap('p1') + configMap('B'))
    expect(result).toMatchObject({ stdout: 'configmap/p1 unchanged\n', exitCode: 1 })
    expect(await names('cm')).toEqual(['configmap/p1', 'configmap/p2'])
  })

  it.each([
    [
      '--prune',
      'error: all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector\n',
    ],
    ['--prune --all -l a=b', 'error: cannot set --all and --selector at the same time\n'],
    ['--prune --all --force', 'error: --force cannot be used with --prune\n'],
    [
      '--prune --all --prune-allowlist=v1/ConfigMap',
      'error: invalid GroupVersionKind format: v1/ConfigMap, please follow <group/version/kind>\n',
    ],
    [
      '--prune --all --prune-allowlist=apps/v1/Nosuch',
      'error: no matches for kind "Nosuch" in version "apps/v1"\n',
    ],
    [
      '--prune-whitelist=core/v1/ConfigMap',
      "error: unknown flag: --prune-whitelist\nSee 'kubelite apply --help' for usage.\n",
    ],
    ['--applyset=x --prune', "error: unknown flag: --applyset\nSee 'kubelite apply --help' for usage.\n"],
  ])('%s is refused', async (flags, stderr) => {
    expect(await apply(flags, configMap('p1'))).toEqual(failure(stderr))
  })
})

const idOf = (name: string, kind = 'Secret', namespace = 'default') =>
  `applyset-${createHash('sha256').update(`${name}.${namespace}.${kind}.`).digest('base64url')}-v1`
const SET = '-n default --prune --applyset=web'
const parentOf = async (object = 'secret/web') => {
  const { stdout } = await cli.run(`get ${object} -o json`)
  const { labels, annotations } = JSON.parse(stdout).metadata
  return { labels, annotations }
}
const parent = (kinds: string, namespaces = '') => ({
  labels: { 'applyset.kubernetes.io/id': idOf('web') },
  annotations: {
    'applyset.kubernetes.io/additional-namespaces': namespaces,
    'applyset.kubernetes.io/contains-group-kinds': kinds,
    'applyset.kubernetes.io/tooling': 'kubectl/v1.35.2',
  },
})
const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: d}
spec:
  replicas: 0
  selector: {matchLabels: {app: d}}
  template: {metadata: {labels: {app: d}}, spec: {containers: [{name: c, image: i}]}}
---
`

describe('apply --applyset', () => {
  beforeEach(() => {
    env.KUBECTL_APPLYSET = 'true'
  })

  it('makes a parent, labels the members, and prunes what left the set', async () => {
    expect(await apply(SET, configMap('a') + deployment)).toEqual(
      out('configmap/a created\ndeployment.apps/d created\n'),
    )
    expect(await parentOf()).toEqual(parent('ConfigMap,Deployment.apps'))
    const { stdout } = await cli.run(`get cm,deploy -l applyset.kubernetes.io/part-of=${idOf('web')} -o name`)
    expect(stdout).toBe('configmap/a\ndeployment.apps/d\n')

    expect(await apply(SET, configMap('a'))).toEqual(out('configmap/a unchanged\ndeployment.apps/d pruned\n'))
    expect(await parentOf()).toEqual(parent('ConfigMap'))
  })

  it('stores nothing with --dry-run=client', async () => {
    expect(await apply(`${SET} --dry-run=client`, configMap('a'))).toEqual(
      out('configmap/a created (dry run)\n'),
    )
    expect(await names('secret')).toEqual([])
  })

  it('keeps the larger set in the parent where something could not be applied', async () => {
    await apply(SET, configMap('a'))
    const { exitCode } = await apply(SET, secret('B'))
    expect(exitCode).toBe(1)
    expect(await parentOf()).toEqual(parent('ConfigMap,Secret'))
    expect(await names('cm')).toEqual(['configmap/a'])
  })

  it.each([
    ['--applyset=web', 'error: namespace is required to use namespace-scoped ApplySet\n', '--prune'],
    ['--applyset=web -n default', 'error: --applyset requires --prune\n', ''],
    ['--applyset=web -n default --all', 'error: --all is incompatible with --applyset\n', '--prune'],
    ['--applyset=web -n default -l a=b', 'error: --selector is incompatible with --applyset\n', '--prune'],
    [
      `--applyset=web -n default ${ALLOW}`,
      'error: --prune-allowlist is incompatible with --applyset\n',
      '--prune',
    ],
    ['--applyset=secrets/', 'error: invalid parent reference "secrets/": name cannot be blank\n', '--prune'],
    [
      '--applyset=foos.example.com/x',
      'error: invalid parent reference "foos.example.com/x": no matches for example.com/, Resource=foos\n',
      '--prune',
    ],
    [
      '--applyset=services/x -n default',
      'error: resource "/v1, Resource=services" is not permitted as an ApplySet parent\n',
      '--prune',
    ],
  ])('%s is refused', async (flags, stderr, more) => {
    expect(await apply(`${flags} ${more}`, configMap('a'))).toEqual(failure(stderr))
  })

  it.each([
    [
      'is somebody’s own',
      '{name: web}',
      'error: ApplySet parent object "secrets./web" already exists and is missing required annotation "applyset.kubernetes.io/tooling"\n',
    ],
    [
      'belongs to another tool',
      '{name: web, annotations: {applyset.kubernetes.io/tooling: helm/v3}}',
      'error: ApplySet parent object "secrets./web" already exists and is managed by tooling "helm" instead of "kubectl"\n',
    ],
    [
      'has no label',
      '{name: web, annotations: {applyset.kubernetes.io/tooling: kubectl/v1.27}}',
      'error: ApplySet parent object "secrets./web" exists and does not have required label applyset.kubernetes.io/id\n',
    ],
    [
      'has the label of another',
      '{name: web, labels: {applyset.kubernetes.io/id: x}, annotations: {applyset.kubernetes.io/tooling: kubectl/v1.27}}',
      `error: ApplySet parent object "secrets./web" exists and has incorrect value for label "applyset.kubernetes.io/id" (got: x, want: ${idOf('web')})\n`,
    ],
    [
      'does not say of what kinds the set is',
      `{name: web, labels: {applyset.kubernetes.io/id: ${idOf('web')}}, annotations: {applyset.kubernetes.io/tooling: kubectl/v1.27}}`,
      'error: parsing ApplySet annotation on "secrets./web": kubelite requires the "applyset.kubernetes.io/contains-group-kinds" annotation to be set on all ApplySet parent objects\n',
    ],
  ])('refuses a parent that %s', async (_, metadata, stderr) => {
    await cli.run('create -f -', { stdin: `apiVersion: v1\nkind: Secret\nmetadata: ${metadata}\n` })
    expect(await apply(SET, configMap('a'))).toEqual(failure(stderr))
  })

  it('refuses objects that are labelled already', async () => {
    const labelled = configMap('a').replace('set: p', 'applyset.kubernetes.io/part-of: x')
    expect(await apply(SET, labelled)).toEqual(
      failure('error: ApplySet label "applyset.kubernetes.io/part-of" already set in input data\n'),
    )
  })

  const crd = (labels: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: sets.example.com, labels: ${labels}}
spec:
  group: example.com
  scope: Cluster
  names: {plural: sets, kind: Set}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
`
  const custom = '--prune --applyset=sets.example.com/s'

  it('takes kinds as parents whose definition is labelled so, if the object is there', async () => {
    await apply('', crd('{}'))
    expect(await apply(custom, configMap('a'))).toEqual(
      failure('error: resource "example.com/v1, Resource=sets" is not permitted as an ApplySet parent\n'),
    )
    await apply('', crd('{applyset.kubernetes.io/is-parent-type: "true"}'))
    expect(await apply(custom, configMap('a'))).toEqual(
      failure('error: custom resource ApplySet parents cannot be created automatically\n'),
    )
  })

  it('remembers all namespaces that a set of the whole cluster reaches into', async () => {
    await apply('', `${crd('{applyset.kubernetes.io/is-parent-type: "true"}')}---\n${namespace('other')}`)
    const hash = createHash('sha256').update('s..Set.example.com').digest('base64url')
    const stdin = `apiVersion: example.com/v1
kind: Set
metadata:
  name: s
  labels: {applyset.kubernetes.io/id: applyset-${hash}-v1}
  annotations: {applyset.kubernetes.io/tooling: kubectl/v1, applyset.kubernetes.io/contains-group-kinds: ""}
`
    await cli.run('create -f -', { stdin })
    const elsewhere = configMap('b', ', namespace: other')
    expect(await apply(custom, configMap('a') + elsewhere)).toEqual(
      out('configmap/a created\nconfigmap/b created\n'),
    )
    const namespaces = async () =>
      (await parentOf('set/s')).annotations['applyset.kubernetes.io/additional-namespaces']
    expect(await namespaces()).toBe('default,other')
    expect(await apply(custom, configMap('a'))).toEqual(out('configmap/a unchanged\nconfigmap/b pruned\n'))
    expect(await namespaces()).toBe('default')
  })
})
