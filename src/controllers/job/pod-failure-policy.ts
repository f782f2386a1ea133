/** What a job's podFailurePolicy says of a failed pod. Source: pod_failure_policy.go. */
import type {
  ContainerStatus,
  Job,
  Pod,
  PodCondition,
  PodFailurePolicyOnExitCodesRequirement,
  PodFailurePolicyRule,
} from '../../generated/types.ts'

/** How a failure is taken. */
export interface FailureVerdict {
  /** It counts against the limits of the job. */
  counts: boolean
  /** The action of the rule that matches; undefined where none does. */
  action?: string
  /** Why the job fails as a whole. */
  failure?: string
}

/** The verdict of the first rule that matches. */
export function judgeFailure({ spec }: Job, pod: Pod): FailureVerdict {
  for (const [index, rule] of (spec?.podFailurePolicy?.rules ?? []).entries()) {
    const match = findMatch(rule, pod)
    if (match === undefined) continue
    const { action } = rule
    if (action === 'Ignore') return { counts: false, action }
    if (action === 'Count' || action === 'FailIndex') return { counts: true, action }
    if (action === 'FailJob')
      return { counts: true, action, failure: `${match} matching FailJob rule at index ${index}` }
  }
  return { counts: true }
}

/** What of the pod the rule matches, in words. */
function findMatch({ onExitCodes, onPodConditions }: PodFailurePolicyRule, pod: Pod): string | undefined {
  const name = `${pod.metadata.namespace}/${pod.metadata.name}`
  if (onExitCodes !== undefined) {
    const container = matchingContainer(pod, onExitCodes)
    const code = container?.state?.terminated?.exitCode
    return container && `Container ${container.name} for pod ${name} failed with exit code ${code}`
  }
  const matches = ({ type, status }: PodCondition) =>
    onPodConditions?.some((pattern) => pattern.type === type && (pattern.status ?? 'True') === status)
  const condition = pod.status?.conditions?.find(matches)
  return condition && `Pod ${name} has condition ${condition.type}`
}

function matchingContainer(
  { status }: Pod,
  { containerName, operator, values }: PodFailurePolicyOnExitCodesRequirement,
): ContainerStatus | undefined {
  const matches = ({ name, state }: ContainerStatus) => {
    const code = state?.terminated?.exitCode ?? 0
    if (code === 0 || (containerName !== undefined && containerName !== name)) return false
    return operator === 'In' ? values.includes(code) : operator === 'NotIn' && !values.includes(code)
  }
  return status?.containerStatuses?.find(matches) ?? status?.initContainerStatuses?.find(matches)
}
