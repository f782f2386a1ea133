/** kubelite curl: sends simulated requests, and shows which way they go. */

import { ipFamily } from '../../apimachinery/ip.ts'
import type { Client } from '../../apiserver/client.ts'
import { createRandom, type Random } from '../../base/random.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { planRequest, type Request } from '../../network/plan.ts'
import { createTraffic, type Outcome, send } from '../../network/send.ts'
import { sendMany, type Tally } from '../../network/traffic.ts'
import { createNetworkView } from '../../network/view.ts'
import type { Plan } from '../../network/way.ts'
import { wayText } from '../../network/way-text.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string, texts } from '../flags/flag.ts'
import { stretchText, tallyText, wayData } from '../network/report.ts'
import { findSender } from '../network/sender.ts'
import { curlError, readHostHeader, readResolve, readUrl } from '../network/url.ts'

const flags = {
  concurrency: int(1, 'How many requests are under way at a time, with --count.'),
  count: int(1, 'How many requests to send. More than one are counted by the pods that answer.'),
  during: texts(
    'A command to run under traffic, such as "rollout restart deployment/web". The traffic goes on for a while after it, on the clock of the cluster. Several run one after the other.',
  ),
  fail: bool(false, 'Fail with exit code 22 on answers from 400 on.', { short: 'f' }),
  for: duration('1m', 'How long the traffic goes on after the commands of --during.'),
  from: string(
    '',
    "Who sends: a pod, such as 'pod/web-0', or an address outside of the cluster. Without it, a client outside.",
  ),
  header: texts("A header, such as 'Host: shop.example.com'.", { short: 'H' }),
  insecure: bool(false, 'Take any certificate.', { short: 'k' }),
  location: bool(false, 'Follow redirections.', { short: 'L' }),
  output: string('', "How to print. One of 'yaml' or 'json'.", { short: 'o' }),
  rate: int(10, 'Requests a second, with --during.'),
  resolve: texts("The address of a host, as 'HOST:PORT:ADDRESS'."),
}

type Options = OptionsOf<typeof flags>

/** Where requests from outside come from: an address for documentation (RFC 5737). */
const CLIENT = '203.0.113.10'

const MOST_REDIRECTS = 50
const HTTP_ERROR = 22

export const curl = defineCommand({
  name: 'curl',
  group: 'Troubleshooting and Debugging Commands',
  usage: 'URL [--from pod/NAME] [--count=N] [--during COMMAND]',
  short: 'Send simulated requests and show their way',
  long: [
    'Send simulated requests and show their way, hop by hop, or where and why it ends.',
    'From outside, a URL may name the host of an ingress, a load balancer, or a node with a node port; from a pod, also a service, a cluster IP or a pod. Nothing is really sent: pods answer if their containers run and listen on the port, as their behaviour annotations say. The exit codes are those of curl: 6 for a host that is not known, 7 for a refused connection, 28 where nobody answers.',
    'With --count the requests are counted by the pods that answer; with --during they go on while a command changes the cluster, and what was lost is told moment by moment. Then the exit code is 0 only if no request was lost.',
  ],
  examples: [
    { about: 'Through an ingress', line: 'curl http://shop.example.com/cart' },
    { about: 'From a pod to a service', line: 'curl http://web:8080 --from pod/client' },
    { about: 'How the load spreads', line: 'curl http://shop.example.com --count=1000 --concurrency=20' },
    {
      about: 'Is the rollout without downtime?',
      line: "curl http://shop.example.com --during 'rollout restart deployment/web' --rate=50",
    },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const call = validate(invocation)
    const cluster = await context.cluster()
    if (options.during.length > 0) return runDuring(call, cluster, invocation)
    if (options.count > 1) return runMany(call, cluster, invocation)
    return runOne(call, cluster, invocation)
  },
})

/** A request without what must be read in the cluster. */
interface Call {
  request: Omit<Request, 'sender'>
  from: string
  seed: string
}

function validate({ context, args, options }: Invocation<typeof flags>): Call {
  const [url, ...more] = args
  if (url === undefined || more.length > 0)
    throw usageError(context.path, `expected one URL, got ${args.length} arguments`)
  if (!['', 'yaml', 'json'].includes(options.output)) throw new CliError("--output must be 'yaml' or 'json'")
  for (const name of ['count', 'concurrency', 'rate'] as const)
    if (options[name] < 1 || options[name] > 1_000_000)
      throw new CliError(`--${name} must be from 1 to 1000000`)
  if (options.for < 0) throw new CliError('--for must not be negative')
  const target = readUrl(url)
  const isAddress = ipFamily(options.from) !== undefined
  const request = {
    ...target,
    hostHeader: readHostHeader(options.header) ?? target.host,
    clientAddress: isAddress ? options.from : CLIENT,
    resolved: readResolve(options.resolve),
    insecure: options.insecure,
  }
  return { request, from: isAddress ? '' : options.from, seed: seedOf(context) }
}

/** With KUBELITE_SEED, the same requests have the same luck. */
function seedOf({ env, waiting }: CommandContext): string {
  return env.KUBELITE_SEED || String(waiting.now())
}

async function planCall(
  client: Client,
  { request, from }: Call,
  { namespace }: CommandContext,
): Promise<Plan> {
  const sender = await findSender(client, from, namespace)
  return planRequest(createNetworkView(client), { ...request, ...(sender && { sender }) })
}

function randomFor({ seed }: Call, cluster: Cluster): Random {
  return createRandom(`${seed}/curl/${cluster.clock.now()}`)
}

async function runOne(
  call: Call,
  cluster: Cluster,
  { context, options }: Invocation<typeof flags>,
): Promise<void> {
  const outcome = await cluster.read((client) => follow(client, call, cluster, context, options))
  const { output } = options
  context.streams.stdout(await printed(output, wayData(outcome), () => wayText(outcome)))
  if (outcome.exitCode !== 0) throw curlError(outcome.exitCode, outcome.message)
  if (options.fail && (outcome.status ?? 0) >= 400)
    throw curlError(HTTP_ERROR, `The requested URL returned error: ${outcome.status}`)
}

async function follow(
  client: Client,
  call: Call,
  cluster: Cluster,
  context: CommandContext,
  { location }: Options,
): Promise<Outcome> {
  const traffic = createTraffic(randomFor(call, cluster))
  const sendTo = async ({ scheme, host, port, path, hostHeader }: Call['request']) => {
    const request = { ...call.request, scheme, host, port, path, hostHeader }
    return send(await planCall(client, { ...call, request }, context), traffic, cluster.clock.now())
  }
  let outcome = await sendTo(call.request)
  const hops = [...outcome.hops]
  for (let step = 0; location && outcome.location !== undefined && step < MOST_REDIRECTS; step++) {
    const target = readUrl(outcome.location)
    outcome = await sendTo({ ...call.request, ...target, hostHeader: target.host })
    hops.push(...outcome.hops)
  }
  return { ...outcome, hops }
}

async function runMany(
  call: Call,
  cluster: Cluster,
  { context, options }: Invocation<typeof flags>,
): Promise<void> {
  const { count, concurrency } = options
  const tally = await cluster.read(async (client) => {
    const plan = await planCall(client, call, context)
    const now = cluster.clock.now()
    return sendMany(plan, createTraffic(randomFor(call, cluster)), { count, concurrency, now })
  })
  context.streams.stdout(
    await printed(options.output, tally, () => tallyText(tally, `${concurrency} at a time`)),
  )
  throwLost(tally)
}

async function runDuring(
  call: Call,
  cluster: Cluster,
  { context, options }: Invocation<typeof flags>,
): Promise<void> {
  const { during, rate, output } = options
  const { runUnderTraffic } = await import('../network/during.ts')
  const stream = await runUnderTraffic(context, cluster, {
    commands: during,
    rate,
    duration: options.for,
    random: randomFor(call, cluster),
    plan: (client) => planCall(client, call, context),
    quiet: output !== '',
  })
  const [tally, moments] = [stream.tally(), stream.stretches()]
  const text = () => `${stretchText(moments)}\n${tallyText(tally, `${rate} a second`)}`
  context.streams.stdout(await printed(output, { ...tally, moments }, text))
  throwLost(tally)
}

/** The exit code is that of what went wrong most often. */
function throwLost({ failures: [worst], lost, requests }: Tally): void {
  if (worst === undefined) return
  const exitCode = worst.exitCode || HTTP_ERROR
  throw curlError(exitCode, `${lost} of ${requests} requests were lost`)
}

async function printed(format: string, data: object, text: () => string): Promise<string> {
  if (format === 'json') return (await import('../../printers/json.ts')).toJson(data as never)
  if (format === 'yaml') return (await import('../../printers/yaml.ts')).toYaml(data as never)
  return text()
}
