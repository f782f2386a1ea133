/** kubelite drain: takes the pods off nodes, as far as their budgets allow. */
import type { ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseSelector } from '../../apimachinery/label-selector.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import type { Node } from '../../generated/types.ts'
import { carryOut } from '../carry-out.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { nodeSelectorFlag } from '../drain/command.ts'
import { markNodes } from '../drain/cordon.ts'
import { type DrainFailure, type DrainSettings, drainNode, failureLine } from '../drain/drain-node.ts'
import { planNodes, readNodes } from '../drain/find-nodes.ts'
import { onClusterTime, onRealTime } from '../drain/pass-time.ts'
import { CliError } from '../errors.ts'
import { bool, duration, int, string } from '../flags/flag.ts'
import { type DryRun, dryRunFlag, readDryRun } from '../output/flags.ts'
import { operationLine } from '../output/operation.ts'
import { findResource } from '../resources/arguments.ts'
import { collectOutput } from '../streams.ts'
import { realTimeFlag } from '../wait/pass-time.ts'

const flags = {
  ...dryRunFlag,
  ...nodeSelectorFlag,
  ...realTimeFlag,
  chunkSize: int(500, 'Read long lists in parts of so many objects. 0 reads them in one.'),
  deleteEmptydirData: bool(
    false,
    'Go on even if there are pods with an emptyDir, whose content is lost with them.',
  ),
  disableEviction: bool(
    false,
    'Delete the pods instead of evicting them: no PodDisruptionBudget is asked. Use with caution.',
  ),
  force: bool(false, 'Go on even if there are pods without a controller: nobody makes them anew.'),
  gracePeriod: int(-1, 'Seconds given to each pod to end. Below 0: what the pod itself asks for.'),
  ignoreDaemonsets: bool(false, 'Leave the pods of daemon sets where they are.'),
  podSelector: string('', 'Take away only pods with these labels.'),
  skipWaitForDeleteTimeout: int(
    0,
    'Do not wait for pods that should have been gone more than so many seconds ago. Must be above 0 to count.',
  ),
  timeout: duration('0s', 'How long it may take; 0 for as long as it can still go ahead.'),
}

export const drain = defineCommand({
  name: 'drain',
  group: 'Cluster Management Commands',
  usage: 'NODE',
  short: 'Drain node in preparation for maintenance',
  long: [
    'Drain node in preparation for maintenance.',
    'The node is cordoned, so that no new pods come, and its pods are evicted. A PodDisruptionBudget may forbid that for the moment: the eviction is asked for again, every five seconds as kubectl does it, as soon as it would be granted. Until then, and until the pods have ended, the clock of the cluster moves on; with --real-time the command sleeps.',
    'Pods of daemon sets stay: with --ignore-daemonsets in silence, without it the drain does not begin. Neither does it for pods with local data without --delete-emptydir-data, nor for pods without a controller without --force. Mirror pods are left alone.',
    'Without --timeout the drain ends with an error where nothing that is due within an hour of cluster time lets it go ahead, and says what blocks it. When the node is to be used again, uncordon it.',
  ],
  examples: [
    { about: 'All pods off worker-1, even those that nobody makes anew', line: 'drain worker-1 --force' },
    { about: 'With 15 minutes for each pod to end', line: 'drain worker-1 --grace-period=900' },
    {
      about: 'All that a usual node needs',
      line: 'drain worker-1 --ignore-daemonsets --delete-emptydir-data',
    },
    { about: 'One node after the other, by label', line: 'drain -l pool=old --ignore-daemonsets' },
  ],
  flags,
  async run(invocation) {
    const { context, args, options, given } = invocation
    const { streams } = context
    const cluster = await context.cluster()
    const choice = { args, selector: options.selector, selectorGiven: given('selector') }
    const plan = await planNodes(choice, context, cluster.registry)
    const dryRun = readDryRun(options.dryRun, streams.stderr)
    checkPodSelector(options.podSelector)
    const { nodes } = await carryOut(context, cluster, dryRun !== 'none', async (client) => {
      const output = collectOutput()
      const found = await readNodes(plan, client, options.chunkSize)
      await markNodes(client, found, true, dryRun, output)
      return { output, failure: undefined, nodes: found }
    })
    const resources = [
      await findResource('pods', cluster.registry),
      await findResource('pdb', cluster.registry),
    ]
    await drainAll(nodes, settingsOf(invocation, cluster, dryRun, resources))
  },
})

function checkPodSelector(text: string): void {
  try {
    parseSelector(text)
  } catch {
    throw new CliError('--pod-selector=<pod_selector> must be a valid label selector')
  }
}

function settingsOf(
  { context, options }: Invocation<typeof flags>,
  cluster: Cluster,
  dryRun: DryRun,
  resources: readonly ResourceInfo[],
): DrainSettings {
  const { gracePeriod, timeout, realTime, skipWaitForDeleteTimeout } = options
  return {
    ...options,
    dryRun,
    resource: resources[0]!,
    removal: {
      cluster,
      pastime: realTime ? onRealTime(context, cluster, resources) : onClusterTime(cluster),
      output: context.streams,
      manner: { dryRun: dryRun === 'server', ...(gracePeriod >= 0 && { gracePeriodSeconds: gracePeriod }) },
      timeout: timeout > 0 ? timeout : undefined,
      skipWaitForDeleteTimeout,
    },
  }
}

/** One node after the other; one that cannot be drained does not keep the others from it. */
async function drainAll(nodes: readonly Node[], settings: DrainSettings): Promise<void> {
  const { output } = settings.removal
  const failed: { name: string; failure: DrainFailure }[] = []
  for (const node of nodes) {
    const { name = '' } = node.metadata
    const failure = await drainNode(name, settings)
    if (failure === undefined)
      output.stdout(operationLine(node as unknown as Unstructured, 'drained', settings.dryRun))
    else {
      failed.push({ name, failure })
      output.stderr(
        `error: unable to drain node ${quote(name)} due to error: ${failureLine(failure)}, continuing command...\n`,
      )
    }
  }
  if (failed.length === 0) return
  output.stderr(`There are pending nodes to be drained:\n${failed.map(({ name }) => ` ${name}\n`).join('')}`)
  throw lastWords(failed.map(({ failure }) => failure))
}

/** As kubectl's CheckErr prints what is left: the failures of one node line by line, those of several one line each. */
function lastWords(failures: readonly DrainFailure[]): CliError {
  const [first, ...others] = failures
  if (first !== undefined && others.length === 0) {
    const [message = ''] = first.messages
    return first.isOne ? new CliError(message) : new CliError(first.messages.join('\n'), { bare: true })
  }
  return new CliError(failures.map(failureLine).join('\n'), { bare: true })
}
