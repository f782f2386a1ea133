/** `curl --during`: traffic on the cluster's clock while other commands change the cluster. */

import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Random } from '../../base/random.ts'
import type { AdvanceOptions, Cluster } from '../../cluster/cluster.ts'
import { createTraffic } from '../../network/send.ts'
import { createStream, type Stream } from '../../network/traffic.ts'
import { ended, type Plan } from '../../network/way.ts'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { splitCommand } from './words.ts'

/** What traffic there is, and during what. */
export interface Commotion {
  commands: readonly string[]
  /** Requests a second. */
  rate: number
  /** How long to go on after the commands, in ms. */
  duration: number
  random: Random
  /** Where requests go, as the cluster is then. */
  plan(client: Client): Promise<Plan>
  quiet: boolean
}

/** Runs the commands under traffic, and lets time pass after them. Throws CliError if one of them fails. */
export async function runUnderTraffic(
  context: CommandContext,
  cluster: Cluster,
  commotion: Commotion,
): Promise<Stream> {
  const lines = commotion.commands.map((line) => wordsOf(line, context.program))
  const begin = await cluster.read(async () => cluster.clock.now())
  const stream = createStream(createTraffic(commotion.random), commotion.rate, begin)
  const look = async (client: Client) => {
    const now = cluster.clock.now()
    stream.sendUntil(now)
    stream.setPlan(await planOrEnd(commotion, client), now)
  }
  await cluster.read(async (client) => stream.setPlan(await commotion.plan(client), begin))
  const watched: Cluster = {
    ...cluster,
    advance: (ms, options) => advanceSeen(cluster, ms, options, look, stream),
  }
  for (const [index, words] of lines.entries()) {
    const code = await context.run(words, { cluster: watched, quiet: commotion.quiet })
    if (code !== 0) throw new CliError(`the command '${commotion.commands[index]}' failed`)
  }
  await watched.advance(commotion.duration)
  return stream
}

/** Who sends may go on the way: then nothing is sent any more, and all that was to be is lost. */
async function planOrEnd({ plan }: Commotion, client: Client): Promise<Plan> {
  try {
    return await plan(client)
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof CliError)) throw error
    const message = messageOf(error)
    return ended({ exitCode: 1, message, why: message })
  }
}

/** Any command may move the clock: requests are sent on the way. */
async function advanceSeen(
  cluster: Cluster,
  ms: number,
  options: AdvanceOptions | undefined,
  look: (client: Client) => Promise<void>,
  stream: Stream,
) {
  const until = async (client: Client) => {
    await look(client)
    return (await options?.until?.(client)) ?? false
  }
  const advance = await cluster.advance(ms, { ...options, until })
  stream.sendUntil(advance.to)
  return advance
}

function wordsOf(line: string, program: string): string[] {
  const words = splitCommand(line)
  const rest = [program, 'kubectl'].includes(words[0] ?? '') ? words.slice(1) : words
  if (rest.length === 0)
    throw new CliError('--during must be a command, such as "rollout restart deployment/web"')
  return rest
}
