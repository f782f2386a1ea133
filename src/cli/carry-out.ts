/** Carries out what a command does to the cluster, and tells of it afterwards. */
import type { Client } from '../apiserver/client.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { CommandContext } from './command.ts'
import type { CollectedOutput } from './streams.ts'

/** What an attempt came to. Lines are collected: an attempt may run again from the start. */
export interface Attempt {
  output: CollectedOutput
  /** What went wrong; undefined if nothing did. What went well is stored all the same. */
  failure: unknown
}

/**
 * Runs the work as one step: as a write, or as a read if it is only a rehearsal. Writes its output when it is done
 * for good, then throws its failure.
 */
export async function carryOut<T extends Attempt>(
  context: CommandContext,
  cluster: Cluster,
  rehearsal: boolean,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  return conclude(context, rehearsal ? await cluster.read(work) : await cluster.write(work))
}

/** Writes the output of an attempt that is done for good, then throws its failure. */
export function conclude<T extends Attempt>(context: CommandContext, attempt: T): T {
  context.finish(attempt.output)
  if (attempt.failure !== undefined) throw attempt.failure
  return attempt
}
