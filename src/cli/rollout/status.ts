/** kubelite rollout status: tells how far a rollout is, until it is done. */
import { kindName } from '../../api/registry.ts'
import { groupKind } from '../../api/resource.ts'
import type { RolloutCapability } from '../../api/rollout.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { CliError, throwAggregate } from '../errors.ts'
import { bool, duration, int, type OptionsOf } from '../flags/flag.ts'
import { type FoundObject, readObjects } from '../resources/read.ts'
import { type Journey, passTime, realTimeFlag } from '../wait/pass-time.ts'
import { findCapability, nothingFound, planRollout, targetFlags } from './targets.ts'

const flags = {
  ...targetFlags,
  ...realTimeFlag,
  revision: int(0, 'Fail if another revision than this one is being rolled out. 0 takes any.'),
  timeout: duration(
    '0s',
    "How long to wait, in the cluster's time. 0: for as long as the rollout moves at least once an hour.",
  ),
  watch: bool(true, 'Go on until the rollout is done.', { short: 'w' }),
}

type Options = OptionsOf<typeof flags>

const HOUR = 3_600_000

export const status = defineCommand({
  name: 'status',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Show the status of the rollout',
  long: [
    'Show the status of the rollout.',
    'Until the rollout is done the clock of the cluster is moved, and each change of the status is told. With --watch=false only the present status is told, with --real-time the command really waits.',
    'If another rollout begins meanwhile, that one is followed; --revision asks for a certain one, and fails if it is not the one that is being rolled out.',
  ],
  examples: [{ about: 'Follow the rollout of a deployment', line: 'rollout status deployment/nginx' }],
  flags,
  async run({ context, args, options }) {
    if (options.revision < 0) throw new CliError(`revision must be a positive integer: ${options.revision}`)
    const cluster = await context.cluster()
    const plan = await planRollout(context, args, options, cluster.registry)
    const { targets, errors } = await cluster.read((client) => readObjects(plan, client))
    if (targets.length === 0 && errors.length === 0) context.streams.stderr(nothingFound(context))
    for (const target of targets)
      try {
        await followRollout(target, context, cluster, options)
      } catch (error) {
        errors.push(error)
      }
    throwAggregate(errors)
  },
})

async function followRollout(
  { resource, object }: FoundObject,
  context: CommandContext,
  cluster: Cluster,
  options: Options,
): Promise<void> {
  const kind = await findCapability(resource, cluster.registry)
  if (kind === undefined)
    throw new CliError(`no status viewer has been implemented for ${groupKind(resource)}`)
  const { timeout, realTime, watch } = options
  const viewer = createViewer(kind, object, options.revision)
  const tell = () => context.streams.stdout(viewer.take())
  const journey: Journey = {
    targets: [{ resource, namespace: object.metadata.namespace ?? '' }],
    begin: viewer.begin,
    see: viewer.see,
    async until(client: Client) {
      viewer.look((await client.find(kindName(resource), nameOf(object))) as Unstructured | undefined)
      if (realTime) tell()
      return viewer.end() !== undefined
    },
  }
  const isEndless = watch && timeout === 0
  const pause = realTime ? Number.POSITIVE_INFINITY : HOUR + kind.longestPause(object) * 1000
  const limit = isEndless ? pause : watch ? timeout : 0
  do {
    await passTime(context, cluster, { limit, realTime }, journey)
    tell()
  } while (isEndless && viewer.end() === undefined && viewer.hasMoved())
  const end = viewer.end()
  if (end?.failure !== undefined) throw new CliError(end.failure)
  if (end === undefined && watch) throw new CliError('timed out waiting for the condition')
}

/** What was seen of a rollout, and what is to be told of it. */
interface View {
  /** The resource version that was looked at last. */
  version: string | undefined
  text: string
  /** States that were seen since the last telling. */
  states: number
  end: { failure?: string } | undefined
}

/** Sees the states of an object go by, each once. */
function createViewer(kind: RolloutCapability<Unstructured>, { metadata }: Unstructured, revision: number) {
  let kept: View = { version: undefined, text: '', states: 0, end: undefined }
  let view: View = { ...kept }
  let moved = false
  const see = (state: Unstructured, isDeleted: boolean) => {
    if (view.end !== undefined || state.metadata.uid !== metadata.uid) return
    if (isDeleted) {
      view.end = { failure: 'object has been deleted' }
      return
    }
    const version = state.metadata.resourceVersion
    if (version === view.version) return
    const { text, done, failure } = kind.status(state, revision)
    view = {
      version,
      text: text === '' ? view.text : `${view.text}${text}\n`,
      states: view.states + 1,
      end: failure !== undefined ? { failure } : done ? {} : undefined,
    }
  }
  return {
    see,
    /** Looks at the object of that name as it is. */
    look(object: Unstructured | undefined) {
      const isGone = object?.metadata.uid !== metadata.uid
      see(isGone ? { ...object!, metadata } : object!, isGone)
    },
    /** Forgets what was not told yet. */
    begin() {
      view = { ...kept }
    },
    /** What was not told yet; it is from now on. */
    take(): string {
      const { text, states } = view
      moved = states > (kept.version === undefined ? 1 : 0)
      kept = { ...view, text: '', states: 0 }
      view = { ...kept }
      return text
    },
    end: () => view.end,
    /** Whether the last telling brought more than the state at the beginning. */
    hasMoved: () => moved,
  }
}
