/** Pods of Windows must not run on the host itself. */
import { containersWith, type PodCheck, type SecurityCheck, setters } from '../check.ts'

const check: PodCheck = (subject) => {
  const isHost = (context: { windowsOptions?: { hostProcess?: boolean } } | undefined) =>
    context?.windowsOptions?.hostProcess === true
  const bad = setters(
    isHost(subject.spec.securityContext),
    containersWith(subject, (each) => isHost(each.securityContext)),
  )
  if (bad.length === 0) return undefined
  const detail = `${bad.join(' and ')} must not set securityContext.windowsOptions.hostProcess=true`
  return { reason: 'hostProcess', detail }
}

export const windowsHostProcess: SecurityCheck = {
  id: 'windowsHostProcess',
  level: 'baseline',
  versions: [[0, check]],
}
