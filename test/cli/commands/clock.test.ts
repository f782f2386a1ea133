/** clock, clock advance, clock set. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFakeTime, type FakeTime } from '../fake-time.ts'
import { createTestCli, NOW, type TestCli } from '../test-cli.ts'

let cli: TestCli
let time: FakeTime

/** Its pod counts as available a minute after it is ready. */
const slow = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  minReadySeconds: 60
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: c, image: i}]}}
`

/** Its container fails after 20 s, again and again. */
const crash = `apiVersion: v1
kind: Pod
metadata: {name: p, annotations: {kubelite.dev/exit-after: 20s, kubelite.dev/exit-code: "1"}}
spec: {containers: [{name: c, image: i}]}
`

beforeEach(async () => {
  time = createFakeTime(NOW)
  cli = createTestCli({ waiting: time })
  cli.file('web.yaml', slow)
  await cli.run('create -f web.yaml')
})
afterEach(() => cli[Symbol.asyncDispose]())

async function passed(): Promise<number> {
  return ((await (await cli.cluster()).now()) - NOW) / 1000
}

describe('clock', () => {
  it('tells the time, and what is due next and why', async () => {
    const { stdout, stderr, exitCode } = await cli.run('clock')
    expect([stderr, exitCode]).toEqual(['', 0])
    expect(stdout).toMatch(
      /^Cluster time: {2}2026-11-22T12:00:00Z\nMachine time: {2}2026-11-22T12:00:00Z\nAhead by: {6}0s\n\nIN +AT +NAMESPACE +WHAT +WHY +WHO\n/,
    )
    expect(stdout).toMatch(
      /^60s +2026-11-22T12:01:00Z +default +replicaset\/web-\S+ +\S.* +replicaset-controller$/m,
    )
  })

  it('tells how far it is ahead', async () => {
    await cli.run('clock advance 1h30m')
    expect((await cli.run('clock')).stdout).toMatch(
      /^Cluster time: {2}2026-11-22T13:30:00Z\nMachine time: {2}2026-11-22T12:00:00Z\nAhead by: {6}1h30m0s\n/,
    )
  })

  it('goes on with the machine', async () => {
    await cli.run('clock advance 10m')
    await time.sleep(5000, new AbortController().signal)
    expect((await cli.run('clock')).stdout).toMatch(/^Cluster time: {2}2026-11-22T12:10:05Z\n/)
  })

  it('shows as much as is asked for', async () => {
    const lines = (text: string) => text.split('\n').filter((line) => line.includes('2026')).length - 2
    const whole = await cli.run('clock --limit=0')
    expect(lines(whole.stdout)).toBeGreaterThan(1)
    expect(whole.stdout).not.toContain('(more')
    const short = await cli.run('clock --limit=1')
    expect(lines(short.stdout)).toBe(1)
    expect(short.stdout).toMatch(/\n\(more: kubelite clock --limit=0\)\n$/)
  })

  it('tells only once of what is due again and again but concerns no object, unless all is asked for', async () => {
    for (let minute = 0; minute < 4; minute++) {
      await cli.run('clock advance 1m -q')
      await cli.run(`scale deployment web --replicas=${minute + 2}`)
    }
    const expiries = async (line: string) =>
      (await cli.run(line)).stdout.split('\n').filter((row) => row.includes('event-ttl-controller'))
    const all = await expiries('clock --limit=0')
    expect(all.length).toBeGreaterThan(3)
    for (const limit of [3, 10]) expect(await expiries(`clock --limit=${limit}`)).toEqual(all.slice(0, 1))
    expect((await cli.run('clock')).stdout).toContain('(more: kubelite clock --limit=0)')
  })

  it.each(['json', 'yaml'])('tells the same as %s', async (format) => {
    const { stdout } = await cli.run(`clock -o ${format}`)
    const { parse } = await import('yaml')
    expect(parse(stdout)).toMatchObject({
      clusterTime: '2026-11-22T12:00:00Z',
      machineTime: '2026-11-22T12:00:00Z',
      offset: '0s',
      due: expect.arrayContaining([
        expect.objectContaining({
          in: '60s',
          time: '2026-11-22T12:01:00Z',
          namespace: 'default',
          object: expect.stringMatching(/^replicaset\/web-/),
          by: 'replicaset-controller',
        }),
      ]),
    })
  })
})

describe('clock advance', () => {
  it('lets time pass, and tells of the events on the way, in their order', async () => {
    cli.file('crash.yaml', crash)
    await cli.run('create -f crash.yaml')
    const { stdout, stderr, exitCode } = await cli.run('clock advance 45s')
    expect([stderr, exitCode]).toEqual(['', 0])
    const lines = stdout.split('\n')
    expect(lines[0]).toMatch(/^TIME +NAMESPACE +TYPE +REASON +OBJECT +MESSAGE$/)
    expect(lines).toContainEqual(
      expect.stringMatching(/^2026-11-22T12:00:20Z +default +Normal +Started +pod\/p +\S.* \(x2\)$/),
    )
    expect(lines).toContainEqual(
      expect.stringMatching(/^2026-11-22T12:00:40Z +default +Warning +BackOff +pod\/p +Back-off restarting/),
    )
    expect(lines.slice(-2)).toEqual(['clock advanced by 45s to 2026-11-22T12:00:45Z', ''])
    const times = lines.flatMap((line) => /^20\S+/.exec(line)?.[0] ?? [])
    expect(times).toEqual([...times].sort())
    expect(await passed()).toBe(45)
  })

  it('tells of as many events as are asked for', async () => {
    cli.file('crash.yaml', crash)
    await cli.run('create -f crash.yaml')
    const { stdout } = await cli.run('clock advance 45s --limit=2')
    expect(stdout).toMatch(
      /^TIME .*\n2026.*\n2026.*\n\(\d+ more: kubelite get events -A\)\nclock advanced by/,
    )
  })

  it('tells nothing with --quiet', async () => {
    expect(await cli.run('clock advance 1h --quiet')).toEqual({ stdout: '', stderr: '', exitCode: 0 })
    expect(await passed()).toBe(3600)
  })

  const stops: [title: string, line: string, seconds: number, stdout: string][] = [
    [
      'at the first moment at which a condition holds',
      "clock advance 10m -q --until 'deployment/web condition=Available'",
      60,
      '',
    ],
    [
      'at once where it holds',
      "clock advance 10m --until 'deploy web jsonpath={.spec.replicas}=1'",
      0,
      'clock advanced by 0s to 2026-11-22T12:00:00Z\ndeployment.apps/web condition met\n',
    ],
    [
      'when the last of several has come',
      "clock advance 10m -q --until 'pod/nosuch delete' --until 'deploy/web condition=available=True'",
      60,
      '',
    ],
  ]
  it.each(stops)('stops %s', async (_title, line, seconds, stdout) => {
    expect(await cli.run(line)).toEqual({ stdout, stderr: '', exitCode: 0 })
    expect(await passed()).toBe(seconds)
  })

  it('goes all the way where it does not come, and says so', async () => {
    expect(await cli.run("clock advance 5m -q --until 'pod/nosuch condition=Ready'")).toEqual({
      stdout: '',
      stderr: 'error: timed out waiting for the condition on pods/nosuch\n',
      exitCode: 1,
    })
    expect(await passed()).toBe(300)
  })
})

describe('clock set', () => {
  const moments: [title: string, text: string, seconds: number][] = [
    ['a time', '2026-11-22T12:10:00Z', 600],
    ['a time in another zone', '2026-11-22T14:10:00+02:00', 600],
    ['a distance', '+90s', 90],
    ['a time of today', '18:30', 23_400],
    ['a time of today with seconds', '12:00:05', 5],
    ['the present moment', '2026-11-22T12:00:00Z', 0],
  ]
  it.each(moments)('goes to %s', async (_title, text, seconds) => {
    expect((await cli.run(`clock set ${text}`)).exitCode).toBe(0)
    expect(await passed()).toBe(seconds)
  })
})

describe('a clock that shall do what no clock does', () => {
  const backwards =
    'error: the clock cannot go backwards: it is 2026-11-22T12:00:00Z in the cluster already\n'
  const refused: [title: string, line: string, stderr: string][] = [
    ['go back to a time', 'clock set 2026-11-22T11:59:59Z', backwards],
    ['go back to a time of today', 'clock set 11:59', backwards],
    ['go back by a distance', 'clock advance -- -5m', backwards],
    ['go back by a distance that is set', 'clock set +-5m', backwards],
    [
      'show a day that there is not',
      'clock set 2026-02-30T00:00:00Z',
      'error: parsing time "2026-02-30T00:00:00Z": day out of range. A time is written as 2026-01-31T12:00:00Z, +10m, or for today 18:30\n',
    ],
    [
      'show an hour that there is not',
      'clock set 25:00',
      'error: parsing time "25:00" as "2006-01-02T15:04:05Z07:00": cannot parse "25:00" as "2006". A time is written as 2026-01-31T12:00:00Z, +10m, or for today 18:30\n',
    ],
    ['go on by nothing', 'clock advance bogus', 'error: time: invalid duration "bogus"\n'],
    ['go on by a number', 'clock advance 10', 'error: time: missing unit in duration "10"\n'],
    [
      'go on until for ever',
      'clock set 9999-12-31T23:59:59+00:01 --quiet=maybe',
      `error: invalid argument "maybe" for "-q, --quiet" flag: strconv.ParseBool: parsing "maybe": invalid syntax\nSee 'kubelite clock set --help' for usage.\n`,
    ],
    [
      'go on by no distance',
      'clock advance',
      "error: expected one duration, got 0 arguments\nSee 'kubelite clock advance -h' for help and examples\n",
    ],
    [
      'be set to two times',
      'clock set 18:30 19:30',
      "error: expected one time, got 2 arguments\nSee 'kubelite clock set -h' for help and examples\n",
    ],
    [
      'stop at nothing',
      'clock advance 5m --until Available',
      "error: --until must name an object and what to wait for, such as 'deployment/web condition=Available', not 'Available'\n",
    ],
    [
      'stop at what does not exist',
      "clock advance 5m --until 'nosuch/web condition=Available'",
      'error: the server doesn\'t have a resource type "nosuch"\n',
    ],
    [
      'do something else',
      'clock stop',
      'error: unknown command "stop"\nSee \'kubelite clock -h\' for help and examples\n',
    ],
    ['be shown as a table', 'clock -o wide', "error: --output must be 'yaml' or 'json'\n"],
  ]
  it.each(refused)('does not %s', async (_title, line, stderr) => {
    expect(await cli.run(line)).toEqual({ stdout: '', stderr, exitCode: 1 })
    expect(await passed()).toBe(0)
  })

  it('does not go beyond the years of the API', async () => {
    await cli.run('clock advance 24h -q')
    expect((await cli.run('clock set 9999-12-31T23:59:59-01:00')).stderr).toBe(
      'error: the clock cannot go beyond 9999-12-31T23:59:59Z\n',
    )
  })
})
