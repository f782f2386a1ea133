/** kubelite clock advance: lets cluster time pass. */
import type { Client } from '../../apiserver/client.ts'
import { type CommandContext, defineCommand } from '../command.ts'
import { throwAggregate, usageError } from '../errors.ts'
import { texts } from '../flags/flag.ts'
import { operationLine } from '../output/operation.ts'
import { timedOut } from '../wait/pass-time.ts'
import type { Waiter } from '../wait/waiter.ts'
import { readDistance } from './moment.ts'
import { travel, travelFlags } from './travel.ts'
import { untilWaiter } from './until.ts'

const flags = {
  ...travelFlags,
  until: texts(
    "Where to stop before: an object with create, delete, condition=TYPE[=VALUE] or jsonpath={PATH}[=VALUE], as in 'deployment/web condition=Available'. An object that does not exist yet is waited for. Several must all have come, one after the other.",
  ),
}

export const advance = defineCommand({
  name: 'advance',
  usage: 'DURATION [--until=OBJECT CONDITION]',
  short: 'Let cluster time pass',
  long: [
    'Let cluster time pass.',
    'What falls due on the way happens in order, each thing at its own time: back-offs end, probes fail, pods become available, jobs start. Nobody sleeps. The durations are such as 90s, 10m or 1h30m.',
    'With --until the clock stops at the first moment at which that holds; if it never does, the clock goes all the way, and the exit code is 1.',
  ],
  examples: [
    { about: 'Ten minutes', line: 'clock advance 10m' },
    {
      about: 'Until a deployment is available, ten minutes at most',
      line: "clock advance 10m --until 'deployment/web condition=Available'",
    },
    { about: 'Until a pod is gone', line: "clock advance 1h --until 'pod/web-0 delete'" },
    {
      about: 'Until a job has run twice',
      line: "clock advance 24h --until 'job/report jsonpath={.status.failed}=2'",
    },
  ],
  flags,
  async run({ context, args, options }) {
    const [distance, ...more] = args
    if (distance === undefined || more.length > 0)
      throw usageError(context.path, `expected one duration, got ${args.length} arguments`)
    const cluster = await context.cluster()
    const ms = readDistance(distance, await cluster.now())
    const waiters = await untilWaiter(options.until, context, cluster.registry)
    const reached = await travel(
      context,
      cluster,
      ms,
      options,
      waiters.length > 0 ? allOf(waiters) : undefined,
    )
    if (waiters.length > 0) tell(context, waiters, reached, options.quiet)
  },
})

function allOf(waiters: readonly Waiter[]) {
  return {
    begin() {
      for (const waiter of waiters) waiter.begin()
    },
    async until(client: Client) {
      for (const waiter of waiters) if (!(await waiter.until(client))) return false
      return true
    },
  }
}

function tell(context: CommandContext, waiters: readonly Waiter[], reached: boolean, quiet: boolean): void {
  const outcomes = waiters.flatMap((waiter) => waiter.outcomes())
  for (const outcome of outcomes)
    if ('object' in outcome && !quiet)
      context.streams.stdout(operationLine(outcome.object, 'condition met', 'none'))
  const left = waiters.flatMap((waiter) => waiter.left())
  throwAggregate([
    ...outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : [])),
    ...(reached ? [] : left.map(timedOut)),
  ])
}
