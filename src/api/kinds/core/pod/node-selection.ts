/** Which nodes a pod's nodeSelector and required node affinity allow (component-helpers nodeaffinity). */
import type {
  Node,
  NodeSelector,
  NodeSelectorRequirement,
  NodeSelectorTerm,
  PodSpec,
} from '../../../../generated/types.ts'

type Values = Readonly<Record<string, string>>

/** Whether the node meets the pod's nodeSelector and its required node affinity. */
export function matchesNodeSelection(
  { nodeSelector, affinity }: Pick<PodSpec, 'nodeSelector' | 'affinity'>,
  node: Node,
): boolean {
  const labels = node.metadata.labels ?? {}
  for (const key in nodeSelector) if (labels[key] !== nodeSelector[key]) return false
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  return required === undefined || matchesNodeSelector(required, node)
}

/** Whether any of the terms matches: none does where there are none. */
export function matchesNodeSelector({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some((term) => matchesNodeSelectorTerm(term, node))
}

/** Whether all requirements of the term hold. A term without any matches nothing. */
export function matchesNodeSelectorTerm(
  { matchExpressions = [], matchFields = [] }: NodeSelectorTerm,
  { metadata }: Node,
): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false
  const fields = { 'metadata.name': metadata.name ?? '' }
  return (
    matchExpressions.every((each) => matchesExpression(each, metadata.labels ?? {})) &&
    matchFields.every((each) => matchesExpression(each, fields))
  )
}

function matchesExpression({ key, operator, values = [] }: NodeSelectorRequirement, found: Values): boolean {
  const value = Object.hasOwn(found, key) ? found[key] : undefined
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    case 'Gt':
      return compares(value, values[0], (a, b) => a > b)
    case 'Lt':
      return compares(value, values[0], (a, b) => a < b)
    default:
      return false
  }
}

function compares(
  value: string | undefined,
  bound: string | undefined,
  holds: (a: bigint, b: bigint) => boolean,
): boolean {
  const integer = /^[+-]?\d{1,19}$/
  if (value === undefined || bound === undefined) return false
  if (!integer.test(value) || !integer.test(bound)) return false
  return holds(BigInt(value.replace('+', '')), BigInt(bound.replace('+', '')))
}
