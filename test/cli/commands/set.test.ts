/** set. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

let cli: TestCli

const world = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: init, image: a:1}]
      containers:
      - name: c
        image: i:1
        env:
        - {name: A, value: "1"}
        - {name: GREETING, valueFrom: {configMapKeyRef: {name: cm, key: greeting}}}
        - {name: PASSWORD, valueFrom: {secretKeyRef: {name: sec, key: pass-word}}}
        - {name: NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: CPU, valueFrom: {resourceFieldRef: {resource: limits.cpu}}}
        resources: {limits: {cpu: 1500m}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  selector: {matchLabels: {app: db}}
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: i:1}, {name: side, image: s:1}]}}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup}
spec:
  schedule: "0 0 1 1 *"
  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: backup, image: b:1}]}}}}
---
apiVersion: v1
kind: Pod
metadata: {name: p}
spec: {containers: [{name: c, image: i:1}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: cm}
data: {greeting: hello, a.b: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: sec}
data: {pass-word: c2VjcmV0}
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: read}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: r}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: reads}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: r}
`

beforeEach(async () => {
  cli = createTestCli()
  cli.file('world.yaml', world)
  cli.file('web.yaml', world.split('---\n')[0]!)
  cli.file('cm.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: cm}\n')
  cli.file('foo.yaml', 'apiVersion: x.io/v1\nkind: Foo\nmetadata: {name: f}\n')
  expect((await cli.run('create -f world.yaml')).stderr).toBe('')
})
afterEach(() => cli[Symbol.asyncDispose]())

const read = async (object: string, path: string) =>
  (await cli.run(['get', ...object.split(' '), '-o', `jsonpath={${path}}`])).stdout

const POD = '.spec.template.spec'

interface Change {
  title: string
  line: string
  stdout?: string
  stderr?: string
  exitCode?: number
  /** An object, a path in it, and what stands there afterwards. */
  after?: [object: string, path: string, value: string]
}

function changes(rows: readonly Change[]) {
  it.each(rows)('$title', async ({ line, stdout = '', stderr = '', exitCode = 0, after }) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr, exitCode })
    if (after) expect(await read(after[0], after[1])).toBe(after[2])
  })
}

function refusals(rows: readonly [title: string, line: string, stderr: string][]) {
  it.each(rows)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr: `${stderr}\n`, exitCode: 1 })
  })
}

const NOTHING = `error: You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`
const LOCAL = `error: you must specify resources by --filename when --local is set.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'`
const NO_LOCAL_TRIAL = 'error: cannot specify --local and --dry-run=server - did you mean --dry-run=client?'

describe('set image', () => {
  changes([
    {
      title: 'changes a container',
      line: 'set image deploy/web c=i:2',
      stdout: 'deployment.apps/web image updated\n',
      after: ['deploy web', `${POD}.containers[0].image`, 'i:2'],
    },
    {
      title: 'takes type and name apart',
      line: 'set image deployment web c=i:2',
      stdout: 'deployment.apps/web image updated\n',
    },
    { title: 'says nothing where nothing changes', line: 'set image deploy/web c=i:1' },
    {
      title: 'changes a container that prepares the pod',
      line: 'set image deploy/web init=a:2',
      stdout: 'deployment.apps/web image updated\n',
      after: ['deploy web', `${POD}.initContainers[0].image`, 'a:2'],
    },
    {
      title: 'changes all containers',
      line: "set image sts/db '*=x:1'",
      stdout: 'statefulset.apps/db image updated\n',
      after: ['sts db', `${POD}.containers[*].image`, 'x:1 x:1'],
    },
    {
      title: 'changes all objects of several kinds',
      line: "set image deploy,sts --all 'c=x:1'",
      stdout: 'deployment.apps/web image updated\nstatefulset.apps/db image updated\n',
    },
    {
      title: 'changes what a file names',
      line: 'set image -f web.yaml c=i:2',
      stdout: 'deployment.apps/web image updated\n',
    },
    {
      title: 'changes a pod',
      line: 'set image pod/p c=i:2',
      stdout: 'pod/p image updated\n',
      after: ['pod p', '.spec.containers[0].image', 'i:2'],
    },
    {
      title: 'changes the template of a template',
      line: 'set image cronjob/backup backup=b:2',
      stdout: 'cronjob.batch/backup image updated\n',
      after: ['cj backup', '.spec.jobTemplate.spec.template.spec.containers[0].image', 'b:2'],
    },
    {
      title: 'does it for show',
      line: 'set image deploy/web c=i:2 --dry-run=client',
      stdout: 'deployment.apps/web image updated (dry run)\n',
      after: ['deploy web', `${POD}.containers[0].image`, 'i:1'],
    },
    {
      title: 'does it on trial',
      line: `set image deploy/web c=i:2 --dry-run=server -o jsonpath={${POD}.containers[0].image}`,
      stdout: 'i:2',
      after: ['deploy web', `${POD}.containers[0].image`, 'i:1'],
    },
    {
      title: 'does what it can where a container is missing',
      line: 'set image deploy/web nosuch=x c=i:2',
      stdout: 'deployment.apps/web image updated\n',
      stderr: 'error: unable to find container named "nosuch"\n',
      exitCode: 1,
      after: ['deploy web', `${POD}.containers[0].image`, 'i:2'],
    },
    {
      title: 'keeps the call',
      line: 'set image deploy/web c=i:2 --record -o name',
      stdout: 'deployment.apps/web\n',
      stderr: 'Flag --record has been deprecated, --record will be removed in the future\n',
      after: [
        'deploy web',
        '.metadata.annotations.kubernetes\\.io/change-cause',
        'kubelite set image deploy/web c=i:2 --record=true --output=name',
      ],
    },
    {
      title: 'changes a file alone',
      line: 'set image -f web.yaml --local c=i:2',
      stdout: 'deployment.apps/web image updated\n',
      after: ['deploy web', `${POD}.containers[0].image`, 'i:1'],
    },
    {
      title: 'changes the good ones among files',
      line: 'set image -f web.yaml -f cm.yaml --local c=i:2',
      stdout: 'deployment.apps/web image updated\n',
      stderr: 'error: configmap/cm the object is not a pod or does not have a pod template: *v1.ConfigMap\n',
      exitCode: 1,
    },
  ])

  refusals([
    [
      'a container that is not there',
      'set image deploy/web no=x',
      'error: unable to find container named "no"',
    ],
    [
      'several that are not there',
      'set image deploy/web no=x nope=y',
      'error: unable to find container named "no"\nerror: unable to find container named "nope"',
    ],
    [
      'what the server refuses',
      'set image deploy/web c=',
      'error: failed to patch image update to pod template: Deployment.apps "web" is invalid: spec.template.spec.containers[0].image: Required value',
    ],
    [
      'a name for an image',
      'set image deploy/web c',
      "error: there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubelite get resource/<resource_name>' instead of 'kubelite get resource resource/<resource_name>'",
    ],
    ['no image', 'set image deploy/web', 'error: at least one image update is required'],
    ['no object', 'set image c=x', NOTHING],
    [
      'objects behind images',
      'set image c=x deploy/web',
      'error: all resources must be specified before image changes: deploy/web',
    ],
    [
      'what does not exist',
      'set image deploy/nosuch a=b',
      'Error from server (NotFound): deployments.apps "nosuch" not found',
    ],
    [
      'what has no pods',
      'set image cm/cm a=b',
      'error: configmaps/cm the object is not a pod or does not have a pod template: *v1.ConfigMap',
    ],
    [
      'all containers and some',
      "set image deploy/web '*=x' c=y",
      'error: all containers are already specified by *, but saw more than one container_name=container_image pairs',
    ],
    ['names with --local', 'set image deploy/web --local c=x', LOCAL],
    ['--local without files', 'set image --local c=x', NOTHING],
    ['--local on trial', 'set image -f web.yaml --local c=x --dry-run=server', NO_LOCAL_TRIAL],
    [
      'all and some, with --local',
      'set image -f web.yaml --local c=x --all -l a=b',
      'error: cannot set --all and --selector at the same time',
    ],
    [
      'unknown kinds',
      'set image -f foo.yaml --local c=x',
      'error: unable to decode "foo.yaml": no kind "Foo" is registered for version "x.io/v1" in scheme "pkg/scheme/scheme.go:28"',
    ],
  ])
})

describe('set env', () => {
  const ENV = `${POD}.containers[0].env`
  const listed = `# Deployment web, container c
A=1
# GREETING from configmap cm, key greeting
# PASSWORD from secret sec, key pass-word
# NAME from field path metadata.name
# CPU from resource field limits.cpu
# Deployment web, container init
`
  changes([
    {
      title: 'adds one, to containers that prepare the pod too',
      line: 'set env deploy/web B=2',
      stdout: 'deployment.apps/web env updated\n',
      after: ['deploy web', `${POD}['containers','initContainers'][*].env[?(@.name=="B")].value`, '2 2'],
    },
    {
      title: 'changes one in its place and removes another',
      line: 'set env deploy/web A=9 GREETING-',
      stdout: 'deployment.apps/web env updated\n',
      after: ['deploy web', `${ENV}[*].name`, 'A PASSWORD NAME CPU'],
    },
    { title: 'says nothing where nothing changes', line: 'set env deploy/web -c c A=1 NOSUCH-' },
    { title: 'says nothing where nothing is asked', line: 'set env deploy/web' },
    {
      title: 'takes all that stands behind the first = as the value',
      line: 'set env sts/db -c side A=b=c',
      stdout: 'statefulset.apps/db env updated\n',
      after: ['sts db', `${POD}.containers[*].env`, '[{"name":"A","value":"b=c"}]'],
    },
    {
      title: 'chooses containers by pattern',
      line: "set env sts/db -c 's*e' A=1",
      stdout: 'statefulset.apps/db env updated\n',
      after: ['sts db', `${POD}.containers[?(@.env)].name`, 'side'],
    },
    {
      title: 'takes the beginning of a pattern for any part of a name, as kubectl does',
      line: "set env sts/db -c 'd*' A=1",
      stdout: 'statefulset.apps/db env updated\n',
      after: ['sts db', `${POD}.containers[?(@.env)].name`, 'side'],
    },
    {
      title: 'looks for the end of a pattern from the part before it, as kubectl does',
      line: "set env sts/db -c 's*d*e' A=1",
      stderr: 'Warning: StatefulSet/db does not have any containers matching "s*d*e"\n',
    },
    {
      title: 'warns where no container is meant',
      line: 'set env deploy/web A=1 -c nosuch',
      stderr: 'Warning: Deployment/web does not have any containers matching "nosuch"\n',
    },
    { title: 'lists', line: 'set env deploy/web --list', stdout: listed },
    {
      title: 'lists with changes, which are not stored',
      line: 'set env deploy/web A=7 -c c --list',
      stdout: listed.replace('A=1', 'A=7').replace('# Deployment web, container init\n', ''),
      after: ['deploy web', `${ENV}[0].value`, '1'],
    },
    {
      title: 'lists what references lead to',
      line: 'set env deploy/web --list --resolve -c c',
      stdout: '# Deployment web, container c\nA=1\nGREETING=hello\nPASSWORD=secret\nNAME=web\nCPU=2\n',
    },
    {
      title: 'takes all of a config map',
      line: 'set env sts/db -c c --from=configmap/cm',
      stdout: 'statefulset.apps/db env updated\n',
      stderr: 'Warning: key a.b transferred to A_B\nWarning: key greeting transferred to GREETING\n',
      after: [
        'sts db',
        `${ENV}[0]`,
        '{"name":"A_B","valueFrom":{"configMapKeyRef":{"key":"a.b","name":"cm"}}}',
      ],
    },
    {
      title: 'takes keys of a secret, with a prefix',
      line: 'set env sts/db -c c --from=secret/sec --keys=pass-word --prefix=S_',
      stdout: 'statefulset.apps/db env updated\n',
      stderr: 'Warning: key pass-word transferred to PASS_WORD\n',
      after: [
        'sts db',
        ENV,
        '[{"name":"S_PASS_WORD","valueFrom":{"secretKeyRef":{"key":"pass-word","name":"sec"}}}]',
      ],
    },
    {
      title: 'lets values be that are the same',
      line: 'set env deploy/web -c c A=1 X=1 --overwrite=false',
      stdout: 'deployment.apps/web env updated\n',
    },
    {
      title: 'changes a file alone',
      line: `set env -f web.yaml --local -c init Z=1 -o jsonpath={${POD}.initContainers[0].env}`,
      stdout: '[{"name":"Z","value":"1"}]',
    },
    {
      title: 'passes names over with --local',
      line: 'set env deploy/web -f web.yaml --local A=2',
      stdout: 'deployment.apps/web env updated\n',
    },
  ])

  it('reads standard input', async () => {
    const stdin = 'X=1\n# none\nY=2 # two\nbad\n'
    expect(await cli.run('set env sts/db -c c -e -', { stdin })).toEqual({
      stdout: 'statefulset.apps/db env updated\n',
      stderr: '',
      exitCode: 0,
    })
    expect(await read('sts db', ENV)).toBe('[{"name":"X","value":"1"},{"name":"Y","value":"2 "}]')
  })

  it('tells of references that lead nowhere', async () => {
    await cli.run('delete cm cm')
    expect((await cli.run('set env deploy/web --list --resolve -c c')).stderr).toBe(
      'error retrieving reference for GREETING: configmaps "cm" not found\n',
    )
  })

  refusals([
    [
      'to overwrite',
      'set env deploy/web A=9 --overwrite=false',
      "error: deployments/web 'A' already has a value (1), and --overwrite is false",
    ],
    [
      'to change and to remove the same',
      'set env deploy/web A=2 A-',
      'error: can not both modify and remove the same environment variable in the same command',
    ],
    [
      'bad names',
      'set env deploy/web 1A=2',
      `error: "1A" is not a valid key name: a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')`,
    ],
    ['what is no variable', 'set env deploy/web --env=bad', 'error: unknown environment variable: bad'],
    [
      'objects behind variables',
      'set env deploy/web A=1 bad',
      'error: all resources must be specified before environment changes: deploy/web A=1 bad',
    ],
    [
      'no object',
      'set env A=1',
      'error: one or more resources must be specified as <resource> <name> or <resource>/<name>',
    ],
    [
      'to list in a format',
      'set env deploy/web --list -o yaml',
      'error: --list and --output may not be specified together',
    ],
    [
      'keys of nothing',
      'set env deploy/web --keys=a',
      'error: when specifying --keys, a configmap or secret must be provided with --from',
    ],
    [
      'all and some',
      'set env deploy A=1 --all -l a=b',
      'error: cannot set --all and --selector at the same time',
    ],
    [
      'a source that does not exist',
      'set env deploy/web --from=cm/nosuch',
      'Error from server (NotFound): configmaps "nosuch" not found',
    ],
    ['other sources', 'set env deploy/web --from=svc/web', 'error: unsupported resource specified in --from'],
    [
      'what has no pods',
      'set env cm/cm A=b',
      'error: configmaps/cm the object is not a pod or does not have a pod template: *v1.ConfigMap',
    ],
    [
      'standard input for two',
      'set env -f - -e -',
      'error: standard input cannot be used for multiple arguments',
    ],
    [
      '--record, which it does not have',
      'set env deploy/web A=1 --record',
      "error: unknown flag: --record\nSee 'kubelite set env --help' for usage.",
    ],
    ['--local on trial', 'set env -f web.yaml --local A=1 --dry-run=server', NO_LOCAL_TRIAL],
  ])
})

describe('set resources', () => {
  changes([
    {
      title: 'sets limits and requests of all containers',
      line: 'set resources sts/db --limits=cpu=200m,memory=1.5Gi --requests=cpu=0.1',
      stdout: 'statefulset.apps/db resource requirements updated\n',
      after: [
        'sts db',
        `${POD}.containers[*].resources`,
        Array(2).fill('{"limits":{"cpu":"200m","memory":"1536Mi"},"requests":{"cpu":"100m"}}').join(' '),
      ],
    },
    {
      title: 'keeps what is not named',
      line: 'set resources deploy/web -c c --limits=memory=1Gi',
      stdout: 'deployment.apps/web resource requirements updated\n',
      after: ['deploy web', `${POD}.containers[0].resources.limits`, '{"cpu":"1500m","memory":"1Gi"}'],
    },
    {
      title: 'changes containers that prepare the pod',
      line: 'set resources deploy/web -c init --limits=cpu=1',
      stdout: 'deployment.apps/web resource requirements updated\n',
      after: ['deploy web', `${POD}.initContainers[0].resources.limits`, '{"cpu":"1"}'],
    },
    { title: 'says nothing where nothing changes', line: 'set resources deploy/web -c c --limits=cpu=1500m' },
  ])
  refusals([
    [
      'what the server refuses',
      'set resources deploy/web -c c --requests=cpu=2 --limits=cpu=1',
      'error: failed to patch resources update to pod template Deployment.apps "web" is invalid: spec.template.spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
    ],
    [
      'no amount',
      'set resources deploy/web --limits=bogus',
      'error: Invalid argument syntax bogus, expected <resource>=<value>',
    ],
    [
      'bad amounts',
      'set resources deploy/web --limits=cpu=abc',
      "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    ],
    [
      'nothing to set',
      'set resources deploy/web',
      'error: you must specify an update to requests or limits (in the form of --requests/--limits)',
    ],
    [
      'a container that is not there',
      'set resources deploy/web -c=nosuch --limits=cpu=1',
      'error: unable to find container named nosuch',
    ],
    ['no object', 'set resources --limits=cpu=1', NOTHING],
  ])
})

describe('set serviceaccount', () => {
  changes([
    {
      title: 'sets the account',
      line: 'set serviceaccount deploy/web builder',
      stdout: 'deployment.apps/web serviceaccount updated\n',
      after: ['deploy web', `${POD}.serviceAccountName`, 'builder'],
    },
    {
      title: 'has a short name',
      line: 'set sa deploy web builder',
      stdout: 'deployment.apps/web serviceaccount updated\n',
    },
    {
      title: 'tells of it even where nothing changes',
      line: 'set sa cronjob/backup ""',
      stdout: 'cronjob.batch/backup serviceaccount updated\n',
    },
  ])
  refusals([
    ['no account', 'set serviceaccount', 'error: serviceaccount is required'],
    ['no object', 'set serviceaccount deploy/web', NOTHING],
    [
      'what does not exist',
      'set serviceaccount deploy/nosuch x',
      'Error from server (NotFound): deployments.apps "nosuch" not found',
    ],
  ])
})

describe('set selector', () => {
  changes([
    {
      title: 'puts another in its place',
      line: 'set selector svc/web tier=front,x=y',
      stdout: 'service/web selector updated\n',
      after: ['svc web', '.spec.selector', '{"tier":"front","x":"y"}'],
    },
    {
      title: 'tells of it even where nothing changes',
      line: 'set selector svc web app=web',
      stdout: 'service/web selector updated\n',
    },
    {
      title: 'shows what would be',
      line: 'set selector svc/web x=y --dry-run=client -o jsonpath={.spec.selector}',
      stdout: '{"x":"y"}',
      after: ['svc web', '.spec.selector', '{"app":"web"}'],
    },
  ])
  refusals([
    [
      'other kinds',
      'set selector deploy/web a=b',
      'error: setting a selector is only supported for Services',
    ],
    ['no object', 'set selector svc/web', NOTHING],
    ['no selector', 'set selector', 'error: one selector is required'],
    [
      'sets of values',
      "set selector svc/web 'a in (b)'",
      'error: match expression [{a In [b]}] not supported on this object',
    ],
    ['inequality', 'set selector svc/web a!=b', 'error: "!=" is not a valid label selector operator'],
    [
      'what is no selector',
      'set selector svc/web ==',
      `error: couldn't parse the selector string "==": found '==', expected: !, identifier, or 'end of string'`,
    ],
    [
      'another version',
      'set selector svc/web a=b --resource-version=1',
      'Error from server (Conflict): Operation cannot be fulfilled on services "web": the object has been modified; please apply your changes to the latest version and try again',
    ],
  ])
})

describe('set subject', () => {
  changes([
    {
      title: 'adds users, groups and accounts',
      line: 'set subject rolebinding/read --user=u --user=a --group=g --serviceaccount=:s',
      stdout: 'rolebinding.rbac.authorization.k8s.io/read subjects updated\n',
      after: [
        'rolebinding read',
        '.subjects',
        '[{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"a"},{"apiGroup":"rbac.authorization.k8s.io","kind":"User","name":"u"},{"apiGroup":"rbac.authorization.k8s.io","kind":"Group","name":"g"},{"kind":"ServiceAccount","name":"s","namespace":"default"}]',
      ],
    },
    {
      title: 'adds to the whole cluster',
      line: 'set subject clusterrolebinding reads --serviceaccount=n:s',
      stdout: 'clusterrolebinding.rbac.authorization.k8s.io/reads subjects updated\n',
    },
  ])
  it('says nothing of those that are there', async () => {
    await cli.run('set subject rolebinding/read --user=u')
    expect(await cli.run('set subject rolebinding/read --user=u')).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
    })
  })
  refusals([
    [
      'half a name',
      'set subject rolebinding/read --serviceaccount=bad',
      'error: serviceaccount must be <namespace>:<name>',
    ],
    [
      'accounts of no namespace, for the whole cluster',
      'set subject clusterrolebinding/reads --serviceaccount=:s',
      'error: serviceaccount must be <namespace>:<name>, namespace must be specified',
    ],
    [
      'nobody',
      'set subject rolebinding/read',
      'error: you must specify at least one value of user, group or serviceaccount',
    ],
    [
      'other kinds',
      'set subject cm/cm --user=x',
      'error: configmaps/cm setting subjects is only supported for RoleBinding/ClusterRoleBinding',
    ],
    [
      'what does not exist',
      'set subject clusterrolebinding/nosuch --user=x',
      'Error from server (NotFound): clusterrolebindings.rbac.authorization.k8s.io "nosuch" not found',
    ],
  ])
})
