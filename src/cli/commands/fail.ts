/** kubelite fail: breaks nodes, pods and containers, and says what will come of it. */
import { parseFailure } from '../../api/behaviour/fail.ts'
import { KUBELET_ANNOTATION } from '../../api/behaviour/node.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { type CommandContext, defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { forecast } from '../failure/node-forecast.ts'
import { failAnnotations, outcome, type PodFailure, problemOf } from '../failure/pod-failure.ts'
import { checkAll, isNode, readSubjects, type Subject } from '../failure/targets.ts'
import { bool, int, type OptionsOf, string, strings } from '../flags/flag.ts'
import { selectorFlag } from '../output/flags.ts'
import { planTargets, type TargetRequest } from '../resources/plan.ts'

const flags = {
  ...selectorFlag,
  all: bool(false, 'Fail all objects of the type, in the namespace.'),
  container: strings('Containers that fail; all of the pod without it.', { short: 'c' }),
  exitCode: int(
    -1,
    'The exit code of the containers. Without --reason, 0 is Completed and all others Error.',
  ),
  reason: string(
    'Error',
    'How a pod fails: Error, OOMKilled, Completed, Evicted (the whole pod), or Unready (until it is recovered).',
  ),
}

type Options = OptionsOf<typeof flags>

export const fail = defineCommand({
  name: 'fail',
  group: 'Simulation Commands',
  usage:
    '((node | pod) (NAME | -l label | --all) | container POD CONTAINER) [--reason=REASON] [--exit-code=CODE]',
  short: 'Break a node, a pod or a container, and say what will come of it',
  long: [
    'Break a node, a pod or a container, and say what will come of it.',
    'A node that fails sends no more heartbeats, as if its machine had lost its power: after 50s it is NotReady, and 300s later its pods are evicted, unless they tolerate that for longer or shorter. "kubelite recover node" brings it back.',
    'The containers of a pod that fails end once, and are started again as the restart policy says.',
  ],
  examples: [
    { about: 'A machine goes down', line: 'fail node worker-1' },
    { about: 'A whole zone goes down', line: 'fail node -l topology.kubernetes.io/zone=eu-a' },
    { about: 'The containers of a pod run out of memory', line: 'fail pod web-0 --reason OOMKilled' },
    { about: 'One container ends with an exit code', line: 'fail container web-0 app --exit-code 3' },
    { about: 'A pod is not ready until it is recovered', line: 'fail pod web-0 --reason Unready' },
  ],
  flags,
  async run(invocation) {
    const { context } = invocation
    const { request, failure } = validate(invocation)
    const cluster = await context.cluster()
    const plan = await planTargets(request, context, cluster.registry)
    const subjects = await cluster.write(async (client) => {
      const found = await readSubjects(plan, client, 'fail')
      await failAll(found, failure, invocation, client)
      return found
    })
    const now = cluster.clock.now()
    const lines = await cluster.read((client) => tell(subjects, failure, client, context, now))
    context.streams.stdout(lines.map((line) => `${line}\n`).join(''))
  },
})

/** What is meant by the arguments: `container POD CONTAINER…` is `pod POD -c CONTAINER,…`. */
function validate({ args, options }: Invocation<typeof flags>): {
  request: TargetRequest
  failure: PodFailure
} {
  const { selector, all } = options
  const [type, pod, ...named] = args
  const isContainer = ['container', 'containers'].includes(type ?? '')
  if (isContainer && (pod === undefined || named.length === 0))
    throw new CliError('a pod and its containers must be named: container POD CONTAINER')
  const containers = isContainer ? [...named, ...options.container] : options.container
  const words = isContainer ? ['pod', pod!] : args
  return { request: { args: words, selector, all }, failure: podFailure(options, containers) }
}

function podFailure({ reason, exitCode }: Options, containers: readonly string[]): PodFailure {
  const text =
    exitCode < 0 ? reason : exitCode === 0 && reason === 'Error' ? 'Completed:0' : `${reason}:${exitCode}`
  try {
    const failure = parseFailure(text)
    if (failure.reason === 'Evicted' && containers.length > 0)
      throw new Error('Evicted concerns the whole pod: --container cannot be given')
    return { failure, text, containers }
  } catch (error) {
    throw new CliError(`--reason and --exit-code: ${(error as Error).message}`)
  }
}

async function failAll(
  subjects: readonly Subject[],
  failure: PodFailure,
  { given }: Invocation<typeof flags>,
  client: Client,
): Promise<void> {
  const nodes = new Map(
    await Promise.all(
      subjects.map(async (subject) => {
        const name = isNode(subject) ? '' : (subject.spec?.nodeName ?? '')
        const node = name === '' ? undefined : await client.find('Node', { namespace: '', name })
        return [subject, node] as const
      }),
    ),
  )
  checkAll(subjects, (subject) => {
    if (!isNode(subject)) return problemOf(subject, nodes.get(subject), failure)
    const extra = (['reason', 'exitCode', 'container'] as const).some((flag) => given(flag))
    return extra ? '--reason, --exit-code and --container are for pods, not for nodes' : undefined
  })
  for (const subject of subjects) {
    const annotations = isNode(subject) ? { [KUBELET_ANNOTATION]: 'stopped' } : failAnnotations(failure)
    await client.patch(subject.kind, nameOf(subject), 'merge', { metadata: { annotations } })
  }
}

/** A line for each object, once all has settled. */
async function tell(
  subjects: readonly Subject[],
  failure: PodFailure,
  client: Client,
  { program }: CommandContext,
  now: number,
): Promise<string[]> {
  const nodes = await Promise.all(subjects.filter(isNode).map((node) => client.get('Node', nameOf(node))))
  const sentences = await forecast(nodes, client, now)
  const lines = nodes.map(({ metadata }, index) => `node/${metadata.name} failed: ${sentences[index]}`)
  for (const subject of subjects)
    if (!isNode(subject)) {
      const pod = await client.find('Pod', nameOf(subject))
      lines.push(`pod/${subject.metadata.name} failed: ${outcome(pod, failure, program, now)}`)
    }
  return lines
}
