/** wait. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime

/** Its pod counts as available a minute after it is ready. */
const slow = (name: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, labels: {set: slow}}
spec:
  minReadySeconds: 60
  selector: {matchLabels: {app: ${name}}}
  template: {metadata: {labels: {app: ${name}}}, spec: {containers: [{name: c, image: i}]}}
`
const configMap = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\ndata: {a: b, list: x}\n`

beforeEach(async () => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
  cli.file('slow.yaml', `${slow('web')}---\n${slow('api')}`)
  cli.file('cm.yaml', configMap('a'))
  cli.file('held.yaml', configMap('held', ', finalizers: [example.com/hold]'))
  await cli.run('create -f slow.yaml -f cm.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

/** Seconds by which the clock of the cluster is ahead of where it began. */
async function passed(): Promise<number> {
  return ((await (await cli.cluster()).now()) - NOW) / 1000
}

describe('wait', () => {
  const met: [title: string, line: string, stdout: string, seconds: number][] = [
    [
      'for a condition, until the first moment at which it holds',
      'wait --for=condition=Available deploy/web --timeout=10m',
      'deployment.apps/web condition met\n',
      60,
    ],
    [
      'for several objects',
      'wait --for=condition=available=TRUE deploy/web deploy/api --timeout=10m',
      'deployment.apps/web condition met\ndeployment.apps/api condition met\n',
      60,
    ],
    [
      'by label',
      'wait --for=condition=Available deploy -l set=slow --timeout=2m',
      'deployment.apps/api condition met\ndeployment.apps/web condition met\n',
      60,
    ],
    [
      'for all objects of a kind',
      'wait --for=condition=Available deploy --all -A --timeout=2m',
      'deployment.apps/api condition met\ndeployment.apps/web condition met\n',
      60,
    ],
    [
      'by file',
      'wait --for=condition=Available -f slow.yaml --timeout=2m',
      'deployment.apps/web condition met\ndeployment.apps/api condition met\n',
      60,
    ],
    [
      'for a value',
      'wait --for=jsonpath={.status.availableReplicas}=1 deploy/web --timeout=2m',
      'deployment.apps/web condition met\n',
      60,
    ],
    [
      'for any value',
      "wait --for=jsonpath='{.status.availableReplicas}' deploy/web --timeout=2m -o name",
      'deployment.apps/web\n',
      60,
    ],
    [
      'for a value by an expression with equal signs',
      `wait --for=jsonpath='{.status.conditions[?(@.type=="Available")].status}'=True deploy/web --timeout=2m`,
      'deployment.apps/web condition met\n',
      60,
    ],
    [
      'for several things one after the other',
      'wait --for=condition=Available --for=create --for=condition=Progressing deploy/web --timeout=2m',
      'deployment.apps/web condition met\n',
      60,
    ],
    [
      'for what holds already, without a second passing',
      'wait --for=condition=Available=false deploy/web',
      'deployment.apps/web condition met\n',
      0,
    ],
    [
      'for what holds, looking only once',
      'wait --for=jsonpath={.data.a}=b cm/a --timeout=0',
      'configmap/a condition met\n',
      0,
    ],
    ['for something to be there that is', 'wait --for=create cm/a', 'configmap/a condition met\n', 0],
    ['for something to be gone that never was', 'wait --for=delete cm/nosuch', '', 0],
    ['for nothing to be gone', 'wait --for=delete cm -l set=nosuch', '', 0],
  ]
  it.each(met)('%s', async (_title, line, stdout, seconds) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect(await passed()).toBe(seconds)
    expect(time.now()).toBe(NOW)
  })

  const unmet: [title: string, line: string, stderr: string, seconds: number][] = [
    [
      'a condition that does not come',
      'wait --for=condition=Nosuch deploy/web',
      'error: timed out waiting for the condition on deployments/web\n',
      30,
    ],
    [
      'conditions that do not come in time',
      'wait --for=condition=Available deploy --all --timeout=59s',
      'timed out waiting for the condition on deployments/api\ntimed out waiting for the condition on deployments/web\n',
      59,
    ],
    [
      'a condition for a week',
      'wait --for=condition=Nosuch cm/a --timeout=-1s',
      'error: timed out waiting for the condition on configmaps/a\n',
      604_800,
    ],
    [
      'a condition that does not hold now',
      'wait --for=condition=Available deploy/web --timeout=0',
      'error: condition not met for deployments/web\n',
      0,
    ],
    [
      'of several things those that do not hold now',
      'wait --for=condition=Available deploy --all --timeout=0',
      'condition not met for deployments/api\ncondition not met for deployments/web\n',
      0,
    ],
    [
      'a thing that does not come',
      'wait --for=create cm/nosuch --timeout=1s',
      'error: timed out waiting for the condition\n',
      1,
    ],
    [
      'a thing that stays',
      'wait --for=delete cm/a --timeout=1s',
      'error: timed out waiting for the condition on configmaps/a\n',
      1,
    ],
  ]
  it.each(unmet)('ends in vain for %s', async (_title, line, stderr, seconds) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect(await passed()).toBe(seconds)
  })

  it('looks at each of several things where it looks only once', async () => {
    expect(await cli.run('wait --for=jsonpath={.metadata.name}=web deploy --all --timeout=0')).toEqual({
      stdout: 'deployment.apps/web condition met\n',
      stderr: 'error: condition not met for deployments/api\n',
      exitCode: 1,
    })
  })

  const refused: [title: string, line: string, stderr: string][] = [
    ['no condition', 'wait deploy/web', 'error: unrecognized condition: ""\n'],
    ['an unknown condition', 'wait --for=bogus deploy/web', 'error: unrecognized condition: "bogus"\n'],
    [
      'conditions in one',
      'wait --for=condition=Complete,Failed deploy/web',
      'error: unrecognized condition: "Failed"\n',
    ],
    [
      'a path that is none',
      "wait --for=jsonpath='{.bad'=x deploy/web",
      "error: unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'\n",
    ],
    [
      'a path without text',
      'wait --for=jsonpath= deploy/web',
      'error: jsonpath expression cannot be empty\n',
    ],
    [
      'a path without a value',
      "wait --for=jsonpath='{.a}'= deploy/web",
      "error: jsonpath wait has to have a value after equal sign, like --for=jsonpath='{.status.readyReplicas}'=3\n",
    ],
    [
      'a path with two values',
      "wait --for=jsonpath='{.a}'=b=c deploy/web",
      "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'\n",
    ],
    [
      'a path to an object',
      "wait --for=jsonpath='{.spec}'=x deploy/web",
      'error: jsonpath leads to a nested object or list which is not supported\n',
    ],
    [
      'a path to several values',
      "wait --for=jsonpath='{.data.*}'=b cm/a",
      'error: given jsonpath expression matches more than one value\n',
    ],
    [
      'an object that is not there',
      'wait --for=condition=Ready pod/nosuch',
      'Error from server (NotFound): pods "nosuch" not found\n',
    ],
    [
      'what nothing has',
      'wait --for=condition=Ready pod -l app=nosuch',
      'error: no matching resources found\n',
    ],
    ['a type alone', 'wait --for=create cm', 'error: resource(s) were provided, but no name was specified\n'],
    [
      'a type that is none',
      'wait --for=create nosuchkind/x',
      'error: the server doesn\'t have a resource type "nosuchkind"\n',
    ],
    [
      'a time that is none',
      'wait --for=create cm/a --timeout=bad',
      `error: invalid argument "bad" for "--timeout" flag: time: invalid duration "bad"\nSee 'kubelite wait --help' for usage.\n`,
    ],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect(await passed()).toBe(0)
  })
})

describe('wait --real-time', () => {
  it('sleeps until something falls due', async () => {
    expect((await cli.run('wait --for=condition=Available deploy/web --timeout=2m --real-time')).stdout).toBe(
      'deployment.apps/web condition met\n',
    )
    expect(time.now()).toBe(NOW + 60_000)
  })

  it('sees at once what others do', async () => {
    time.after(2500, () => cli.run('create -f -', { stdin: configMap('late') }))
    time.after(7500, () => cli.run('delete cm late'))
    expect(await cli.run('wait --for=create --for=delete cm/late --timeout=1m --real-time')).toEqual({
      stdout: 'configmap/late condition met\n',
      stderr: '',
      exitCode: 0,
    })
    expect(time.now()).toBe(NOW + 7500)
  })

  it('ends with the time, and with Ctrl-C', async () => {
    const line = 'wait --for=delete cm/a --timeout=5s --real-time'
    expect((await cli.run(line)).stderr).toBe('error: timed out waiting for the condition on configmaps/a\n')
    expect(time.now()).toBe(NOW + 5000)
    time.after(2000, () => time.interrupt())
    expect(await cli.run(line)).toEqual({ stdout: '', stderr: '', exitCode: 1 })
    expect(time.now()).toBe(NOW + 7000)
  })
})

describe('wait --local', () => {
  const rows: [title: string, line: string, result: object][] = [
    [
      'takes what files name as created',
      'wait --local --for=create -f new.yaml',
      { stdout: 'configmap/new condition met\n', stderr: '', exitCode: 0 },
    ],
    [
      'prints it in a format',
      'wait --local --for=create -f new.yaml -o jsonpath={.metadata.name}',
      { stdout: 'new', stderr: '', exitCode: 0 },
    ],
    [
      'wants files',
      'wait --local --for=create cm/a',
      {
        stdout: '',
        stderr:
          "error: you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n",
        exitCode: 1,
      },
    ],
    [
      'waits in the cluster for all else',
      'wait --local --for=delete -f new.yaml',
      { stdout: '', stderr: '', exitCode: 0 },
    ],
  ]
  it.each(rows)('%s', async (_title, line, result) => {
    cli.file('new.yaml', configMap('new'))
    expect(await cli.run(line)).toEqual(result)
    expect(time.now()).toBe(NOW)
  })
})
