/** Whether a container that ended is started again (kubelet/container/helpers.go, KEP-753, KEP-5307). */
import type { Container, PodSpec } from '../generated/types.ts'
import type { ContainerRun, PodRun } from './run.ts'

/** What follows from the end of a container. */
export type AfterEnd = 'stays' | 'restarts' | 'restarts all'

/** What follows from the end that the container's status tells. */
export function afterEnd({ role, spec, status }: ContainerRun, { pod }: PodRun): AfterEnd {
  const exitCode = status.state?.terminated?.exitCode ?? 0
  if (role === 'ephemeral') return 'stays'
  if (role === 'sidecar') return 'restarts'
  const action = ruleFor(spec, exitCode)
  if (action !== undefined) return action === 'RestartAllContainers' ? 'restarts all' : 'restarts'
  const policy = restartPolicy(spec, pod.spec)
  if (policy === 'Never') return 'stays'
  return exitCode !== 0 || (policy === 'Always' && role === 'main') ? 'restarts' : 'stays'
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
