/** kubelite logs: what simulated containers have printed. */

import type { Registry } from '../../api/registry.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import { parseTime } from '../../apimachinery/time.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Bookkeeping } from '../../container/bookkeeping.ts'
import {
  type LogFilter,
  type LogSource,
  readLines,
  renderLines,
  type TimedLine,
} from '../../container/log-source.ts'
import type { Pod } from '../../generated/types.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { bool, duration, int, type OptionsOf, string } from '../flags/flag.ts'
import { followRun } from '../logs/follow-run.ts'
import { chooseContainer, podArgument, resolvePods } from '../pods/resolve-pod.ts'
import { planTargets, type TargetPlan } from '../resources/plan.ts'
import { type CollectedOutput, collectOutput } from '../streams.ts'

const flags = {
  allContainers: bool(false, 'The logs of all containers of the pods.'),
  allPods: bool(false, 'The logs of all pods; sets --prefix.'),
  container: string('', 'The container; without it the default one of the pod, or its first.', {
    short: 'c',
  }),
  follow: bool(false, 'After what is there, follow what comes.', { short: 'f' }),
  ignoreErrors: bool(false, 'Go on where a log cannot be read.'),
  insecureSkipTlsVerifyBackend: bool(false, 'Accepted as kubectl does; there is no connection to a kubelet.'),
  limitBytes: int(0, 'At most so many bytes of each log. 0 is no limit.'),
  maxLogRequests: int(5, 'At most so many logs at once with a selector and --follow.'),
  podRunningTimeout: duration('20s', 'Taken for compatibility: what runs is known at once.'),
  prefix: bool(false, 'Begin each line with its pod and container.'),
  previous: bool(false, 'The log of the run before.', { short: 'p' }),
  selector: string('', 'The pods with these labels.', { short: 'l' }),
  since: duration('0s', "Only what is not older, in the cluster's time. 0 takes all."),
  sinceTime: string('', 'Only what came after this moment (RFC3339).'),
  tail: int(-1, 'So many of the last lines. -1 takes all; with a selector the default is 10.'),
  timestamps: bool(false, 'Begin each line with its time.'),
}

type Options = OptionsOf<typeof flags>

const EXPECTED = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\n"

export const logs = defineCommand({
  name: 'logs',
  group: 'Troubleshooting and Debugging Commands',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  long: [
    'Print the logs for a container in a pod or specified resource. With one container its name may be left out.',
    'Images are not run: a container has a log if its command is a shell script or a common tool, of which up to 1000 lines are simulated. All others print nothing.',
  ],
  examples: [
    { about: 'The log of a pod with one container', line: 'logs nginx' },
    { about: 'Of all containers of a pod', line: 'logs nginx --all-containers=true' },
    { about: 'Of all pods with a label', line: 'logs -l app=nginx --all-containers=true' },
    { about: 'Of the run before of a container', line: 'logs -p -c ruby web-1' },
    { about: 'The last 20 lines, and what comes', line: 'logs --tail=20 -f nginx' },
    { about: 'What is not older than an hour', line: 'logs --since=1h nginx' },
    { about: 'Of a pod of a deployment', line: 'logs deployment/nginx -c nginx-1' },
  ],
  flags,
  async run(invocation) {
    const { context, options } = invocation
    const { target, container } = validate(invocation)
    const cluster = await context.cluster()
    const { selector } = options
    const request = selector === '' ? { args: [podArgument(target)] } : { args: ['pods'], selector }
    const plan = await planTargets(request, context, cluster.registry)
    const output = collectOutput()
    const run: Run = { invocation, output, container, prefix: options.prefix || options.allPods }
    const reading = cluster.read(async (client, books) => {
      const now = cluster.clock.now()
      const pods = await findPods(plan, client, cluster.registry, run)
      const sources = pods.flatMap((pod) => sourcesOf(pod, run))
      checkCount(sources, options)
      for (const pod of pods) await client.authorize('get', 'Pod', nameOf(pod), 'log')
      for (const source of sources) await print(source, filterOf(invocation, now), books, now, run)
      return { sources, now }
    })
    const { sources, now } = await reading.catch((error) => {
      // Which container was taken is told even where its log cannot be read.
      output.flush(context.streams)
      throw error
    })
    context.finish(output)
    if (options.follow && !options.previous)
      await Promise.all(sources.map((source) => follow(source, now, run)))
  },
})

/** One call: what was asked for, and where it is told. */
interface Run {
  invocation: Invocation<typeof flags>
  output: CollectedOutput
  container: string
  prefix: boolean
}

/** The target, and the container, which may stand as a second argument. */
function validate({ context, args, options, given }: Invocation<typeof flags>): {
  target: string
  container: string
} {
  const [target = '', second] = args
  if ((options.selector === '' && args.length === 0) || args.length > 2)
    throw usageError(context.path, `${EXPECTED}POD or TYPE/NAME is a required argument for the logs command`)
  if (options.selector !== '' && args.length > 0)
    throw usageError(context.path, 'only a selector (-l) or a POD name is allowed')
  if (second !== undefined && given('container'))
    throw usageError(context.path, 'only one of -c or an inline [CONTAINER] arg is allowed')
  const container = second ?? options.container
  if (options.allContainers && container !== '')
    throw new CliError(`--all-containers=true should not be specified with container name ${container}`)
  if (options.since !== 0 && options.sinceTime !== '')
    throw new CliError('at most one of `sinceTime` or `sinceSeconds` may be specified')
  if (options.sinceTime !== '' && parseTime(options.sinceTime) === undefined) throw badTime(options.sinceTime)
  if (options.since < 0) throw new CliError('--since must be greater than 0')
  if (options.limitBytes < 0) throw new CliError('--limit-bytes must be greater than 0')
  if (options.tail < -1) throw new CliError('--tail must be greater than or equal to -1')
  return { target, container }
}

function badTime(text: string): CliError {
  const quoted = JSON.stringify(text)
  return new CliError(
    `parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`,
  )
}

function filterOf({ options, given }: Invocation<typeof flags>, now: number): LogFilter {
  const { since, sinceTime, limitBytes, timestamps, selector } = options
  const tail = selector !== '' && !given('tail') ? 10 : options.tail
  const from = since > 0 ? now - since : (parseTime(sinceTime) ?? 0)
  return { from, limitBytes, timestamps, ...(tail >= 0 && { tail }) }
}

/** The pods that are meant; of an object with several only one, which is told. */
async function findPods(plan: TargetPlan, client: Client, registry: Registry, run: Run): Promise<Pod[]> {
  const { context, options } = run.invocation
  if (plan.from === 'selection') {
    const { namespace } = context
    const { items } = await client.list('Pod', { namespace, labelSelector: options.selector })
    if (items.length === 0) run.output.stderr(`No resources found in ${namespace} namespace.\n`)
    return items
  }
  const pods = await readPods(plan, client, registry, context)
  const [first] = pods
  if (options.allPods || first === undefined || pods.length === 1) return pods
  run.output.stderr(`Found ${pods.length} pods, using pod/${first.metadata.name}\n`)
  return [first]
}

async function readPods(
  plan: TargetPlan,
  client: Client,
  registry: Registry,
  { namespace }: CommandContext,
): Promise<Pod[]> {
  try {
    return await resolvePods(plan, 'get the logs from', client, registry)
  } catch (error) {
    if (!isNotFound(error)) throw error
    throw new CliError(
      `error from server (NotFound): ${messageOf(error)} in namespace ${JSON.stringify(namespace)}`,
    )
  }
}

function sourcesOf(pod: Pod, { container, invocation, output }: Run): LogSource[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = pod.spec ?? {}
  const all = [...initContainers, ...containers, ...ephemeralContainers]
  if (invocation.options.allContainers) return all.map(({ name }) => ({ pod, container: name }))
  if (container !== '' && !all.some(({ name }) => name === container))
    throw new CliError(`container ${container} is not valid for pod ${pod.metadata.name}`)
  const chosen = chooseContainer(pod, container)
  output.stderr(chosen.notice)
  return [{ pod, container: chosen.container.name }]
}

function checkCount({ length }: readonly LogSource[], { follow, selector, maxLogRequests }: Options): void {
  if (follow && selector !== '' && length > maxLogRequests)
    throw new CliError(
      `you are attempting to follow ${length} log streams, but maximum allowed concurrency is ${maxLogRequests}, use --max-log-requests to increase the limit`,
    )
}

async function print(
  source: LogSource,
  filter: LogFilter,
  books: Bookkeeping,
  now: number,
  { output, prefix, invocation }: Run,
): Promise<void> {
  try {
    const lines = await readLines(source, invocation.options.previous, books, now)
    output.stdout(renderLines(lines, filter, prefix ? prefixOf(source) : ''))
  } catch (error) {
    if (!invocation.options.ignoreErrors) throw error
    output.stderr(`error: ${messageOf(error)}\n`)
  }
}

function prefixOf({ pod, container }: LogSource): string {
  return `[pod/${pod.metadata.name}/${container}] `
}

/** Writes each line that comes after a moment. */
async function follow(source: LogSource, after: number, { invocation, prefix }: Run): Promise<void> {
  const { context, options } = invocation
  const filter = { from: 0, limitBytes: 0, timestamps: options.timestamps }
  const write = (lines: readonly TimedLine[]) =>
    context.streams.stdout(renderLines(lines, filter, prefix ? prefixOf(source) : ''))
  await followRun(source, after, write, { cluster: await context.cluster(), waiting: context.waiting })
}
