/** Whether a container that ended is started again (kubelet/container/helpers.go, KEP-753, KEP-5307, KEP-5532). */
import type { Container, PodSpec } from '../generated/types.ts'
import type { ContainerRun, PodRun } from './run.ts'

/** What follows from the end of a container. */
export type AfterEnd = 'stays' | 'restarts' | 'restarts all'

/** What follows from the end that the container's status tells. */
export function afterEnd({ role, spec, status }: ContainerRun, { pod }: PodRun): AfterEnd {
  const exitCode = status.state?.terminated?.exitCode ?? 0
  if (role === 'ephemeral') return 'stays'
  const action = ruleFor(spec, exitCode)
  if (action === 'RestartAllContainers') return 'restarts all'
  if (action !== undefined || role === 'sidecar') return 'restarts'
  const policy = restartPolicy(spec, pod.spec)
  if (policy === 'Never') return 'stays'
  return exitCode !== 0 || (policy === 'Always' && role === 'main') ? 'restarts' : 'stays'
}

/** Whether the end of one of its containers can let all of them start anew. */
export function couldRestartAll({ containers = [], initContainers = [] }: Partial<PodSpec>): boolean {
  return [...containers, ...initContainers].some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  )
}

/** The container's own policy, or that of its pod. */
export function restartPolicy(
  { restartPolicy: own }: Container,
  spec: Pick<PodSpec, 'restartPolicy'> | undefined,
): string {
  return own ?? spec?.restartPolicy ?? 'Always'
}

/** The action of the first rule that the exit code fits. */
function ruleFor({ restartPolicyRules = [] }: Container, exitCode: number): string | undefined {
  return restartPolicyRules.find(({ exitCodes }) => {
    const isListed = exitCodes?.values?.includes(exitCode) ?? false
    return exitCodes?.operator === 'NotIn' ? !isListed : isListed
  })?.action
}
