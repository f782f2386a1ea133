/** What the commands cordon and uncordon share. */
import { carryOut } from '../carry-out.ts'
import type { Invocation } from '../command.ts'
import { string } from '../flags/flag.ts'
import { dryRunFlag, readDryRun } from '../output/flags.ts'
import { collectOutput } from '../streams.ts'
import { markNodes } from './cordon.ts'
import { planNodes, readNodes } from './find-nodes.ts'

/** -l, for nodes. */
export const nodeSelectorFlag = {
  selector: string(
    '',
    "Take the nodes with these labels: '=', '==', '!=', 'in' and 'notin', joined by commas (-l a=b,c!=d).",
    { short: 'l' },
  ),
}

/** Their flags. */
export const cordonFlags = { ...dryRunFlag, ...nodeSelectorFlag }

/** Runs cordon (true) or uncordon (false). */
export async function runCordon(
  { context, args, options, given }: Invocation<typeof cordonFlags>,
  unschedulable: boolean,
): Promise<void> {
  const cluster = await context.cluster()
  const { selector } = options
  const choice = { args, selector, selectorGiven: given('selector') }
  const plan = await planNodes(choice, context, cluster.registry)
  const dryRun = readDryRun(options.dryRun, context.streams.stderr)
  await carryOut(context, cluster, dryRun !== 'none', async (client) => {
    const output = collectOutput()
    await markNodes(client, await readNodes(plan, client), unschedulable, dryRun, output)
    return { output, failure: undefined }
  })
}
