/** The network as a container's commands see it, and what they were answered, so that a script can be told again. */
import type { ObjectReader } from '../api/describe-context.ts'
import { deepEqual } from '../base/json.ts'
import type { Pod } from '../generated/types.ts'
import type { Bookkeeping } from './bookkeeping.ts'
import type { CommandResult, ExtraCommand } from './commands.ts'
import { podPrefix } from './data.ts'

/** The commands of a container that ask the network, by their names, and its /etc/resolv.conf. */
export interface ContainerNetwork {
  commands: Readonly<Record<(typeof NETWORK_COMMANDS)[number], ExtraCommand>>
  resolvConf: string
}

/** Names of the commands that ask the network. */
export const NETWORK_COMMANDS = ['curl', 'nc', 'nslookup', 'wget'] as const

/** The network of a pod; `now` gives cluster time (ms), which passes while a script sleeps. */
export type OpenNetwork = (pod: Pod, now: () => number) => Promise<ContainerNetwork>

/** Opens the network of any pod, over what a reader sees. */
export type NetworkOf = (pod: Pod, reader: ObjectReader, now: () => number) => Promise<ContainerNetwork>

/** What was answered from some age of a container on, ms. */
interface Answer {
  from: number
  result: CommandResult
}

interface Kept {
  containerID: string
  queries: Record<string, Answer[]>
}

/** So many different answers to one question are kept. */
const MOST_ANSWERS = 100

/** What a script was answered: the past stays as it was, what lies ahead is asked anew. */
export interface AnswerRecord {
  /** The command, answered from the record where it asks in the past. */
  recorded(name: string, command: ExtraCommand): ExtraCommand
  /** What was asked, for those who look whether a change matters. */
  asked(): string[]
  keep(): Promise<void>
}

/** The record of a container's run; `age` tells how far the script is, `live` from when on answers are anew (ms). */
export async function openAnswers(
  pod: Pod,
  container: string,
  containerID: string,
  { age, live }: { age: () => number; live: number },
  books: Bookkeeping,
): Promise<AnswerRecord> {
  const key = answersKey(pod, container)
  const kept = (await books.get(key)) as Kept | undefined
  const before = kept?.containerID === containerID ? kept.queries : {}
  const queries: Record<string, Answer[]> = {}
  for (const [query, answers] of Object.entries(before)) {
    const past = answers.filter(({ from }) => from < live)
    if (past.length > 0) queries[query] = past
  }
  return {
    recorded: (name, command) => async (args, stdin) => {
      const query = JSON.stringify([name, ...args])
      const answers = queries[query] ?? []
      queries[query] = answers
      const at = age()
      const known = answers.findLast(({ from }) => from <= at)
      if (known && at < live) return known.result
      const result = await command(args, stdin)
      if (!deepEqual(known?.result, result) && answers.length < MOST_ANSWERS)
        answers.push({ from: at, result })
      return result
    },
    asked: () => Object.keys(queries).map((query) => (JSON.parse(query) as string[]).join(' ')),
    async keep() {
      const isEmpty = Object.keys(queries).length === 0
      if (isEmpty && kept === undefined) return
      await books.set(key, isEmpty ? undefined : ({ containerID, queries } satisfies Kept))
    },
  }
}

/** Whether anything that a run has asked is answered otherwise by now. */
export async function hasOtherAnswers(
  pod: Pod,
  container: string,
  containerID: string,
  network: ContainerNetwork,
  books: Bookkeeping,
): Promise<boolean> {
  const commands: Readonly<Record<string, ExtraCommand>> = network.commands
  const kept = (await books.get(answersKey(pod, container))) as Kept | undefined
  if (kept?.containerID !== containerID) return false
  for (const [query, answers] of Object.entries(kept.queries)) {
    const [name = '', ...args] = JSON.parse(query) as string[]
    const result = await commands[name]?.(args, '')
    if (!deepEqual(result, answers.at(-1)?.result)) return true
  }
  return false
}

function answersKey({ metadata }: Pod, container: string): string {
  return `data/${podPrefix(metadata)}answers/${container}`
}
