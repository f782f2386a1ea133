/** Marks nodes as unschedulable, or as schedulable again. Source: kubectl, pkg/drain/cordon.go. */

import type { Unstructured } from '../../apimachinery/object.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { messageOf } from '../../base/error-message.ts'
import type { Node } from '../../generated/types.ts'
import type { DryRun } from '../output/flags.ts'
import { operationLine } from '../output/operation.ts'
import type { CollectedOutput } from '../streams.ts'

/** Cordons or uncordons each node and tells of it. What fails is told, and does not stop the others, as in kubectl. */
export async function markNodes(
  client: Client,
  nodes: readonly Node[],
  unschedulable: boolean,
  dryRun: DryRun,
  output: CollectedOutput,
): Promise<void> {
  const verb = unschedulable ? 'cordon' : 'uncordon'
  for (const node of nodes) {
    const isMarked = (node.spec?.unschedulable ?? false) === unschedulable
    try {
      if (!isMarked && dryRun !== 'client') await mark(client, node, unschedulable, dryRun)
      output.stdout(
        operationLine(node as unknown as Unstructured, `${isMarked ? 'already ' : ''}${verb}ed`, dryRun),
      )
    } catch (error) {
      output.stderr(`error: unable to ${verb} node "${node.metadata.name}": ${messageOf(error)}\n`)
    }
  }
}

async function mark(client: Client, node: Node, unschedulable: boolean, dryRun: DryRun): Promise<void> {
  const patch = { spec: { unschedulable: unschedulable || null } }
  await client.patch('Node', nameOf(node), 'strategic', patch, { dryRun: dryRun === 'server' })
}
