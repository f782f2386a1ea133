/** What a node's conditions say, as controllers and kubelet ask for them. */
import type { Node, NodeCondition } from '../../../../generated/types.ts'

/** The condition of the type, if the node has it. */
export function getNodeCondition({ status }: Node, type: string): NodeCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** Whether the node says that it can run pods. */
export function isNodeReady(node: Node): boolean {
  return getNodeCondition(node, 'Ready')?.status === 'True'
}
