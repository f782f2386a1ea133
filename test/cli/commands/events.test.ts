/** events. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Event } from '../../../src/generated/types.ts'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime
beforeEach(async () => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
  cli.file('ns.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n')
  await cli.run('create -f ns.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

const ago = (seconds: number) => `${new Date(NOW - seconds * 1000).toISOString().slice(0, 19)}Z`

function event(name: string, object: string, more: Partial<Event> = {}): Event {
  const [kind = '', of = ''] = object.split('/')
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'shop' },
    involvedObject: { kind, name: of, namespace: 'shop', apiVersion: 'v1' },
    type: 'Normal',
    reason: 'Tested',
    message: `about ${of}`,
    source: { component: 'tester' },
    firstTimestamp: ago(10),
    lastTimestamp: ago(10),
    count: 1,
    ...more,
  }
}

async function add(...list: Event[]): Promise<void> {
  const cluster = await cli.cluster()
  await cluster.write(async (client) => {
    for (const each of list) await client.create('Event', each)
  })
}

const micro = (seconds: number) => ago(seconds).replace('Z', '.000000Z')

const some = () =>
  add(
    event('c', 'Pod/web', { lastTimestamp: ago(30), firstTimestamp: ago(90), count: 4 }),
    event('a', 'Pod/api', { type: 'Warning', reason: 'Failed', message: 'first line\nsecond line ' }),
    event('b', 'Deployment/web', { lastTimestamp: ago(300), firstTimestamp: ago(300) }),
    event('d', 'Pod/\x1b[31mred', {
      eventTime: micro(20),
      firstTimestamp: undefined as never,
      lastTimestamp: undefined as never,
      series: { count: 7, lastObservedTime: micro(5) },
      action: 'Testing',
      reportingComponent: 'tester',
      reportingInstance: 't-0',
    }),
  )

describe('events', () => {
  const tables: [title: string, line: string, stdout: string][] = [
    [
      'tells what happened in the order of time, and how often',
      'events -n shop',
      `LAST SEEN           TYPE      REASON   OBJECT           MESSAGE
5m                  Normal    Tested   Deployment/web   about web
30s (x4 over 90s)   Normal    Tested   Pod/web          about web
10s                 Warning   Failed   Pod/api          first line...
5s (x7 over 20s)    Normal    Tested   Pod/^[[31mred    about ^[[31mred
`,
    ],
    [
      'leaves the headers out',
      'events -n shop --no-headers --types=warning',
      '10s   Warning   Failed   Pod/api   first line...\n',
    ],
    [
      'takes several types, however they are written',
      'events -n shop --no-headers --types=Warning,NORMAL --for=pod/api',
      '10s   Warning   Failed   Pod/api   first line...\n',
    ],
    [
      'tells of one object, by any name of its kind',
      'events -n shop --for=deploy/web',
      `LAST SEEN   TYPE     REASON   OBJECT           MESSAGE
5m          Normal   Tested   Deployment/web   about web
`,
    ],
    [
      'tells of all namespaces',
      'events -A --for=po/web',
      `NAMESPACE   LAST SEEN           TYPE     REASON   OBJECT    MESSAGE
shop        30s (x4 over 90s)   Normal   Tested   Pod/web   about web
`,
    ],
    [
      'reads long lists in parts',
      'events -n shop --chunk-size=1 --no-headers --types=Warning',
      '10s   Warning   Failed   Pod/api   first line...\n',
    ],
    ['prints by template', 'events -n shop -o jsonpath={.items[*].metadata.name}', 'b c a d'],
    ['prints no names, as kubectl does not', 'events -n shop -o name', ''],
  ]
  it.each(tables)('%s', async (_title, line, stdout) => {
    await some()
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
  })

  it('tells of those seen in the same second in the order of their writing', async () => {
    await add(event('z', 'Pod/z'), event('a', 'Pod/a'), event('m', 'Pod/m'))
    const { stdout } = await cli.run('events -n shop --no-headers')
    expect(stdout.match(/Pod\/\w/g)).toEqual(['Pod/z', 'Pod/a', 'Pod/m'])
  })

  it('prints events as the typed client of kubectl does', async () => {
    await add(event('a', 'Pod/api'))
    const { stdout } = await cli.run('events -n shop -o json')
    expect(stdout.replace(/"(uid|resourceVersion)": "[^"]+"/g, '"$1": "x"')).toBe(`{
    "kind": "EventList",
    "apiVersion": "v1",
    "metadata": {},
    "items": [
        {
            "kind": "Event",
            "apiVersion": "v1",
            "metadata": {
                "name": "a",
                "namespace": "shop",
                "uid": "x",
                "resourceVersion": "x",
                "creationTimestamp": "${ago(0)}"
            },
            "involvedObject": {
                "kind": "Pod",
                "namespace": "shop",
                "name": "api",
                "apiVersion": "v1"
            },
            "reason": "Tested",
            "message": "about api",
            "source": {
                "component": "tester"
            },
            "firstTimestamp": "${ago(10)}",
            "lastTimestamp": "${ago(10)}",
            "count": 1,
            "type": "Normal",
            "eventTime": null,
            "reportingComponent": "",
            "reportingInstance": ""
        }
    ]
}
`)
    expect((await cli.run('events -n shop -o yaml')).stdout).toMatch(
      /^apiVersion: v1\nitems:\n- apiVersion: v1\n {2}count: 1\n {2}eventTime: null\n/,
    )
  })

  const nothing: [line: string, stderr: string][] = [
    ['events', 'No events found in default namespace.\n'],
    ['events -n shop --for=pod/nosuch', 'No events found in shop namespace.\n'],
    ['events -A --for=pod/nosuch', 'No events found.\n'],
    ['events -n shop --types=Warning --for=pod/web -o yaml', 'No events found in shop namespace.\n'],
  ]
  it.each(nothing)('says that there are none (%s)', async (line, stderr) => {
    await some()
    if (line === 'events') await clear()
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 0 })
  })

  async function clear(): Promise<void> {
    const cluster = await cli.cluster()
    await cluster.write((client) => client.deleteCollection('Event', { namespace: 'default' }))
  }

  const refused: [title: string, line: string, stderr: string][] = [
    ['other types', 'events --types=Bogus', 'error: valid --types are Normal or Warning\n'],
    ['a name without a kind', 'events --for=bogus', 'error: --for must be in resource/name form\n'],
    [
      'more than a kind and a name',
      'events --for=pod/a/b',
      'error: arguments in resource/name form may not have more than one slash\n',
    ],
    ['an unknown kind', 'events --for=bogus/x', 'the server doesn\'t have a resource type "bogus"\n'],
  ]
  it.each(refused)('refuses %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })

  it('refuses an unknown format', async () => {
    const { stderr, exitCode } = await cli.run('events -o bogus')
    expect(stderr).toMatch(
      /^error: unable to match a printer suitable for the output format "bogus", allowed formats are: /,
    )
    expect(exitCode).toBe(1)
  })
})

describe('events --watch', () => {
  /** What it prints until it is interrupted, if these things happen meanwhile. */
  async function watch(flags: string, ...actions: (() => unknown)[]) {
    for (const [index, action] of actions.entries()) time.after(1000 * (index + 1), action)
    time.after(1000 * (actions.length + 2), () => time.interrupt())
    return cli.run(`events -n shop --watch ${flags}`)
  }

  it('lists, then tells what comes and what is seen again, in columns that do not get narrower', async () => {
    await some()
    const again = event('e', 'Pod/web', { message: 'again', lastTimestamp: ago(0), firstTimestamp: ago(0) })
    const result = await watch(
      '--for=pod/web',
      () => add(again),
      () => add(event('f', 'Pod/other')),
      async () => {
        const cluster = await cli.cluster()
        const name = { namespace: 'shop', name: 'e' }
        await cluster.write((client) => client.patch('Event', name, 'merge', { count: 2 }))
        await cluster.write((client) => client.delete('Event', name))
      },
    )
    expect(result).toEqual({
      stdout: `LAST SEEN           TYPE     REASON   OBJECT    MESSAGE
30s (x4 over 90s)   Normal   Tested   Pod/web   about web
1s                  Normal   Tested   Pod/web   again
3s (x2 over 3s)     Normal   Tested   Pod/web   again
`,
      stderr: '',
      exitCode: 0,
    })
  })

  it('says nothing of there being none yet, and shows the header with the first', async () => {
    const result = await watch('--types=Warning', () =>
      add(event('a', 'Pod/a', { type: 'Warning' }), event('b', 'Pod/b')),
    )
    expect(result).toEqual({
      stdout:
        'LAST SEEN   TYPE      REASON   OBJECT   MESSAGE\n11s         Warning   Tested   Pod/a    about a\n',
      stderr: '',
      exitCode: 0,
    })
  })

  it('names what comes with -o name', async () => {
    expect((await watch('-o name', () => add(event('a', 'Pod/a')))).stdout).toBe('event/a\n')
  })
})

it('lists what happened to a pod at one moment in the order in which it happened, whoever told of it', async () => {
  const pod = (name: string) =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\nspec: {containers: [{name: c, image: nginx}]}\n`
  cli.file('pods.yaml', ['a', 'b', 'c'].map(pod).join('---\n'))
  await cli.run('apply -f pods.yaml')
  await cli.run('delete pod b')
  const reasons = async (name: string) =>
    (
      await cli.run(`get events --field-selector involvedObject.name=${name} -o custom-columns=R:.reason`)
    ).stdout
      .split('\n')
      .slice(1, -1)
  expect(await reasons('a')).toEqual(['Scheduled', 'Pulling', 'Pulled', 'Created', 'Started'])
  expect((await reasons('b')).at(-1)).toBe('Killing')
})
