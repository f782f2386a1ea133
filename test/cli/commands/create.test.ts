/** create's generators over a cluster: what they store, how they are refused, and what needs a look into the cluster. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

beforeEach(() => {
  cli = createTestCli()
})
afterEach(() => cli[Symbol.asyncDispose]())

const stdoutOf = async (line: string) => {
  const { stdout, stderr, exitCode } = await cli.run(line)
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  return stdout
}

describe('create', () => {
  const made: [line: string, told: string][] = [
    ['deployment web --image=nginx --replicas=2', 'deployment.apps/web created'],
    ['deploy cmd --image=busybox -- sleep 3600', 'deployment.apps/cmd created'],
    ['ns shop', 'namespace/shop created'],
    ['cm cm --from-literal=a=b', 'configmap/cm created'],
    ['secret generic s --from-literal=a=b', 'secret/s created'],
    ['secret docker-registry r --docker-username=u --docker-password=p', 'secret/r created'],
    ['sa builder', 'serviceaccount/builder created'],
    ['service clusterip c --tcp=80', 'service/c created'],
    ['svc nodeport n --tcp=80 --node-port=30090', 'service/n created'],
    ['service loadbalancer l --tcp=80', 'service/l created'],
    ['job j --image=busybox -- date', 'job.batch/j created'],
    ['cronjob c --image=busybox --schedule=@daily', 'cronjob.batch/c created'],
    ['ingress i --rule=shop.example.com/=web:80', 'ingress.networking.k8s.io/i created'],
    ['pdb p --selector=app=web --min-available=1', 'poddisruptionbudget.policy/p created'],
    ['pc high --value=1000', 'priorityclass.scheduling.k8s.io/high created'],
    ['quota q --hard=pods=10', 'resourcequota/q created'],
    ['role r --verb=get --resource=pods', 'role.rbac.authorization.k8s.io/r created'],
    ['clusterrole cr --verb=get --resource=pods', 'clusterrole.rbac.authorization.k8s.io/cr created'],
    ['rolebinding rb --clusterrole=view --user=u', 'rolebinding.rbac.authorization.k8s.io/rb created'],
    [
      'clusterrolebinding crb --clusterrole=view --user=u',
      'clusterrolebinding.rbac.authorization.k8s.io/crb created',
    ],
  ]
  it.each(made)('%s', async (line, told) => {
    expect(await stdoutOf(`create ${line}`)).toBe(`${told}\n`)
    const [type = ''] = told.split(' ')
    expect(await stdoutOf(`get ${type} -o name`)).toBe(`${type}\n`)
  })
  it('tells what was tried, and stores nothing of it', async () => {
    expect(await stdoutOf('create cm x --dry-run=server')).toBe('configmap/x created (server dry run)\n')
    expect((await cli.run('get cm x')).exitCode).toBe(1)
  })
  it('works in the namespace that is named, and keeps what it has sent', async () => {
    await stdoutOf('create ns shop')
    await stdoutOf('create cm cm -n shop --from-literal=a=b --save-config')
    const path = '{.metadata.annotations.kubectl\\.kubernetes\\.io/last-applied-configuration}'
    expect(await stdoutOf(`get cm cm -n shop -o jsonpath=${path}`)).toBe(
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"cm","namespace":"shop"},"data":{"a":"b"}}\n',
    )
    expect((await cli.run('apply -n shop -f -', { stdin: APPLIED })).stdout).toBe('configmap/cm configured\n')
    expect(await stdoutOf('get cm cm -n shop -o jsonpath={.data}')).toBe('{"c":"d"}')
  })
  it('shows what the server has made of it as Go writes it', async () => {
    const json = await stdoutOf('create service clusterip c --tcp=80 -o json')
    expect(Object.keys(JSON.parse(json))).toEqual(['kind', 'apiVersion', 'metadata', 'spec', 'status'])
    expect(Object.keys(JSON.parse(json).spec)).toEqual([
      'ports',
      'selector',
      'clusterIP',
      'clusterIPs',
      'type',
      'sessionAffinity',
      'ipFamilies',
      'ipFamilyPolicy',
      'internalTrafficPolicy',
    ])
  })
  it('passes on what the server warns of', async () => {
    expect(await cli.run('create service externalname e --external-name=db.example.com')).toEqual({
      stdout: 'service/e created\n',
      stderr: 'Warning: spec.selector is ignored when spec.type is "ExternalName"\n',
      exitCode: 0,
    })
  })
  it('tells by name only', async () => {
    expect(await stdoutOf('create cm x -o name')).toBe('configmap/x\n')
  })
})

const APPLIED = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\ndata: {c: d}\n'

describe('create says what the server refuses', () => {
  const refused: [line: string, stderr: string][] = [
    [
      'deployment web --image=nginx',
      'error: failed to create deployment: deployments.apps "web" already exists',
    ],
    ['ns default', 'Error from server (AlreadyExists): namespaces "default" already exists'],
    [
      'cm bad_name',
      "error: failed to create configmap: ConfigMap \"bad_name\" is invalid: metadata.name: Invalid value: \"bad_name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    ['cm x -n nowhere', 'error: failed to create configmap: namespaces "nowhere" not found'],
    ['secret generic s -n nowhere', 'error: failed to create secret namespaces "nowhere" not found'],
    [
      'pdb p --selector=a=b --min-available=1 -n nowhere',
      'error: failed to create poddisruptionbudgets: namespaces "nowhere" not found',
    ],
    [
      'role r --verb=get --resource=pods -n nowhere',
      'Error from server (NotFound): namespaces "nowhere" not found',
    ],
    ['token nobody', 'error: failed to create token: serviceaccounts "nobody" not found'],
  ]
  it.each(refused)('%s', async (line, stderr) => {
    await cli.run('create deployment web --image=nginx')
    expect(await cli.run(`create ${line}`)).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
  })
})

describe('create role', () => {
  it('knows custom resources', async () => {
    const names = { plural: 'foos', singular: 'foo', kind: 'Foo', shortNames: ['fo'] }
    const schema = { openAPIV3Schema: { type: 'object' } }
    const versions = [{ name: 'v1', served: true, storage: true, schema }]
    const spec = { group: 'example.com', scope: 'Namespaced', names, versions }
    const metadata = { name: 'foos.example.com' }
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata,
      spec,
    }
    await cli.run('create -f -', { stdin: JSON.stringify(definition) })
    expect(
      await stdoutOf('create role r --verb=get --resource=fo --dry-run=client -o jsonpath={.rules}'),
    ).toBe('[{"apiGroups":["example.com"],"resources":["foos"],"verbs":["get"]}]')
  })
})

describe('create job --from', () => {
  const template =
    'apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: backup}\nspec:\n  schedule: "@daily"\n  jobTemplate:\n    metadata: {labels: {l: "1"}, annotations: {a: "2"}}\n    spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: busybox, args: [date]}]}}}\n'

  beforeEach(async () => {
    await cli.run('create -f -', { stdin: template })
  })

  it('makes the job that the cron job would make, and lets it own that', async () => {
    expect(await stdoutOf('create job now --from=cronjob/backup')).toBe('job.batch/now created\n')
    const uid = await stdoutOf('get cj backup -o jsonpath={.metadata.uid}')
    expect(JSON.parse(await stdoutOf('get job now -o json')).metadata).toMatchObject({
      labels: { l: '1' },
      annotations: { a: '2', 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'backup', uid, controller: true }],
    })
    expect(await stdoutOf('get pods -l job-name=now -o jsonpath={.items[*].status.phase}')).toBe('Succeeded')
  })
  it('takes the form of get as well', async () => {
    expect(await stdoutOf('create job now --from=cj/backup --dry-run=client -o name')).toBe('job.batch/now\n')
  })

  const refused: [line: string, stderr: string][] = [
    ['--from=cronjob/nosuch', 'Error from server (NotFound): cronjobs.batch "nosuch" not found'],
    ['--from=cm/kube-root-ca.crt', 'error: unknown object type *v1.ConfigMap'],
    ['--from=nosuch/x', 'error: the server doesn\'t have a resource type "nosuch"'],
  ]
  it.each(refused)('refuses %s', async (line, stderr) => {
    expect(await cli.run(`create job now ${line}`)).toEqual({
      stdout: '',
      stderr: `${stderr}\n`,
      exitCode: 1,
    })
  })
})

describe('create token', () => {
  it('prints the token alone, with a line end on a terminal only', async () => {
    const token = await stdoutOf('create token default')
    expect(token).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/)
    expect((await cli.run('create token default', { terminal: true })).stdout).toMatch(/^eyJ\S+\n$/)
  })
  it('prints the request with all that the server answered', async () => {
    const yaml = await stdoutOf('create token default --duration=10m --audience=a -o yaml')
    expect(
      yaml.replace(/"\d{4}-.*"/g, 'TIME').replace(/eyJ.*/, 'TOKEN'),
    ).toBe(`apiVersion: authentication.k8s.io/v1
kind: TokenRequest
metadata:
  creationTimestamp: TIME
  name: default
  namespace: default
spec:
  audiences:
  - a
  boundObjectRef: null
  expirationSeconds: 600
status:
  expirationTimestamp: TIME
  token: TOKEN
`)
  })
  it('gives a token by which the account can ask', async () => {
    await stdoutOf('create sa builder')
    await stdoutOf('create rolebinding b --clusterrole=view --serviceaccount=default:builder')
    const token = await stdoutOf('create token builder')
    expect(await stdoutOf(`get pods --token=${token} -o name`)).toBe('')
    expect((await cli.run(`get secrets --token=${token}`)).stderr).toContain(
      'secrets is forbidden: User "system:serviceaccount:default:builder" cannot list resource "secrets"',
    )
  })

  const refused: [flags: string, stderr: string][] = [
    ['default --duration=-1s', '--duration must be greater than or equal to 0'],
    ['default --duration=1500ms', '--duration cannot be expressed in units less than seconds'],
    ['default --audience=', '--audience must not be an empty string'],
    [
      'default --bound-object-name=x',
      '--bound-object-name can only be set if --bound-object-kind is provided',
    ],
    ['default --bound-object-uid=x', '--bound-object-uid can only be set if --bound-object-kind is provided'],
    ['default --bound-object-kind=Foo', 'supported --bound-object-kind values are Node, Pod, Secret'],
    ['default --bound-object-kind=Pod', '--bound-object-name is required if --bound-object-kind is provided'],
    [
      'default --duration=1m',
      'failed to create token: TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes',
    ],
    ['', "exactly one NAME is required, got 0\nSee 'kubelite create token -h' for help and examples"],
  ]
  it.each(refused)('refuses %s', async (flags, stderr) => {
    expect(await cli.run(`create token ${flags}`)).toEqual({
      stdout: '',
      stderr: `error: ${stderr}\n`,
      exitCode: 1,
    })
  })
})

describe('create --edit', () => {
  const editWith = (script: string) => {
    const env: Record<string, string> = { PATH: process.env.PATH ?? '', KUBE_EDITOR: 'sh editor.sh' }
    cli = createTestCli({ env })
    env.TMPDIR = cli.folder
    cli.file('editor.sh', script)
    cli.file('two.yaml', `${APPLIED}---\n${APPLIED.replace('name: cm', 'name: other')}`)
  }

  it('creates what was saved, object by object', async () => {
    editWith('sed -i.old "s/c: d/c: e/" "$1"; rm -f "$1.old"')
    expect(await stdoutOf('create -f two.yaml --edit')).toBe(
      'configmap/cm created\nconfigmap/other created\n',
    )
    expect(await stdoutOf('get cm cm other -o jsonpath={.items[*].data.c}')).toBe('e e')
  })
  it('creates nothing where nothing was changed', async () => {
    editWith('true')
    expect(await cli.run('create -f two.yaml --edit')).toEqual({
      stdout: '',
      stderr: 'Edit cancelled, no changes made.\nEdit cancelled, no changes made.\n',
      exitCode: 0,
    })
    expect((await cli.run('get cm cm')).exitCode).toBe(1)
  })
  it('keeps the work of what the server refuses', async () => {
    editWith('sed -i.old "s/name: .*/name: Bad_Name/" "$1"; rm -f "$1.old"')
    const { stderr, exitCode } = await cli.run('create -f two.yaml --edit')
    expect(stderr).toMatch(
      /^A copy of your changes has been stored to ".*"\nThe ConfigMap "Bad_Name" is invalid: metadata\.name: /,
    )
    expect(exitCode).toBe(1)
  })
})
