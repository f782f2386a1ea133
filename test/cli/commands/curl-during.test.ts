/** kubelite curl --during: traffic while the cluster changes. The examples, run as they are. */
import { expect, it } from 'vitest'
import { createTestCli, type TestCli } from '../test-cli.ts'

const example = (path: string) => new URL(`../../../examples/${path}`, import.meta.url).pathname

interface Told {
  requests: number
  answered: number
  lost: number
  pods: { name: string; node: string; requests: number }[]
  failures: { why: string; exitCode: number; requests: number }[]
  moments: { from: number; to: number; requests: number; lost: number; pods: { name: string }[] }[]
}

async function open(...files: string[]): Promise<TestCli> {
  const cli = createTestCli({ env: { KUBELITE_SEED: 'during' } })
  for (const file of files) expect((await cli.run(`apply -f ${example(file)}`)).stderr).toBe('')
  await cli.run('clock advance 1m -q')
  return cli
}

async function measure(cli: TestCli, line: string): Promise<Told & { exitCode: number; stderr: string }> {
  const { stdout, stderr, exitCode } = await cli.run(`curl ${line} -o json`)
  return { ...(JSON.parse(stdout) as Told), exitCode, stderr }
}

it('loses nothing in a rollout whose pods are waited for, and shows how it goes on', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  const told = await measure(cli, "http://198.18.0.2 --rate=20 --during 'rollout restart deployment/web'")
  expect(told).toMatchObject({ exitCode: 0, requests: 1200, answered: 1200, lost: 0 })
  expect(told.pods).toHaveLength(6)
  expect(told.moments.length).toBeGreaterThan(3)
  expect(told.moments.reduce((sum, { requests }) => sum + requests, 0)).toBe(1200)
  const [first, last] = [told.moments[0]!, told.moments.at(-1)!]
  const names = (moment: typeof first) => moment.pods.map(({ name }) => name)
  expect(names(last).filter((name) => names(first).includes(name))).toEqual([])
})

it('tells what is lost where nobody waits for the pods', async () => {
  await using cli = await open('zero-downtime/web-without-probe.yaml')
  const told = await measure(cli, "http://198.18.0.2 --rate=20 --during 'rollout restart deployment/web'")
  expect(told.exitCode).toBe(7)
  expect(told.lost).toBeGreaterThan(150)
  expect(told.failures.map(({ why }) => why)).toEqual(['the application of container web is still starting'])
  expect(told.stderr).toContain(`${told.lost} of 1200 requests were lost`)
  // After ten seconds all of the new pods answer.
  expect(told.moments.map(({ from, requests, lost }) => [from, requests, lost])).toEqual([
    [0, 200, told.lost],
    [10_000, 1000, 0],
  ])
})

it('prints what the command prints, then a table by time', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  const { stdout } = await cli.run(
    "curl http://198.18.0.2 --for 5s --during 'kubectl scale deployment web --replicas=2' --during 'scale deployment/web --replicas=1'",
  )
  expect(stdout).toMatch(
    /^deployment.apps\/web scaled\ndeployment.apps\/web scaled\nFROM +REQUESTS +LOST +ANSWERED BY\n0s +50 +0 +web-\S+ \(50\)\n/,
  )
  expect(stdout).toContain('50 requests, 10 a second: 50 answered, 0 lost')
})

it('goes on while a command lets time pass', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  const told = await measure(
    cli,
    "http://198.18.0.2 --for 0s --during 'clock advance 30s -q' --during 'scale deployment/web --replicas=1'",
  )
  expect(told.requests).toBe(300)
})

it('loses requests to a node that fails until its pods are no endpoints any more', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  cli.file(
    'client.json',
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'client' },
      spec: { nodeName: 'worker-2', containers: [{ name: 'c', image: 'busybox' }] },
    }),
  )
  await cli.run('apply -f client.json')
  const seen = await measure(cli, "http://web --from pod/client --for 2m --during 'fail node worker-1'")
  expect(seen.exitCode).toBe(28)
  expect(seen.failures[0]?.why).toMatch(/^node worker-1 of pod web-\S+ is down$/)
  const last = seen.moments.at(-1)!
  expect(last.from).toBeGreaterThan(40_000)
  expect(last.lost).toBe(0)
})

it('counts as lost what a sender that goes away does not send', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  const spec = { containers: [{ name: 'c', image: 'busybox' }] }
  cli.file(
    'client.json',
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'client' }, spec }),
  )
  await cli.run('apply -f client.json')
  const line = "http://web --from pod/client --for 10s --during 'delete pod client --now'"
  const told = await measure(cli, line)
  expect(told.exitCode).toBe(1)
  expect(told.failures.map(({ why }) => why)).toEqual(['pods "client" not found'])
  expect((await cli.run(`curl ${line}`)).stderr).toContain('pods "client" not found')
})

it('refuses what it cannot run', async () => {
  await using cli = await open('zero-downtime/web.yaml')
  const failed = await cli.run("curl http://198.18.0.2 --during 'scale deployment/nope --replicas=1'")
  expect(failed.stderr).toContain('"nope" not found')
  expect(failed.stderr).toContain("the command 'scale deployment/nope --replicas=1' failed")
  expect((await cli.run(['curl', 'http://198.18.0.2', '--during', 'get "pods'])).stderr).toContain(
    'a quote is not closed',
  )
  expect((await cli.run(['curl', 'http://198.18.0.2', '--during', ' '])).stderr).toContain(
    '--during must be a command',
  )
})

it('answers with a web pod down on one node and a database pod down on the other', async () => {
  await using cli = await open('service-and-ingress/shop.yaml')
  const where = async (label: string) =>
    Object.fromEntries(
      (
        await cli.run([
          'get',
          'pods',
          '-l',
          `app=${label}`,
          '-o',
          'jsonpath={range .items[*]}{.spec.nodeName}={.metadata.name} {end}',
        ])
      ).stdout
        .trim()
        .split(' ')
        .map((pair) => pair.split('=')),
    ) as Record<string, string>
  const [web, db] = [await where('web'), await where('db')]
  expect(Object.keys(web).sort()).toEqual(['worker-1', 'worker-2'])
  expect(Object.keys(db).sort()).toEqual(['worker-1', 'worker-2'])
  await cli.run(`fail pod ${web['worker-1']} --reason Unready`)
  await cli.run(`fail pod ${db['worker-2']} --reason Unready`)

  const outer = await measure(cli, 'http://shop.example.com --count=20')
  expect([outer.lost, outer.pods.map(({ node }) => node)]).toEqual([0, ['worker-2']])
  const inner = await measure(cli, `http://db:5432 --from pod/${web['worker-2']} --count=20`)
  expect([inner.lost, inner.pods.map(({ node }) => node)]).toEqual([0, ['worker-1']])

  const { stdout } = await cli.run('curl http://shop.example.com')
  expect(stdout).toMatch(
    /ingress +shop: shop.example.com \/ \(Prefix\)\nservice +web:80: random of 1 ready endpoint\npod +web-\S+ on worker-2/,
  )
  const stranger = await cli.run(`curl http://db:5432 --from pod/${db['worker-2']}`)
  expect(stranger.exitCode).toBe(28)
  expect(stranger.stdout).toContain('refused by NetworkPolicy default/db')
})
