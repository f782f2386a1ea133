/** No process may gain more rights than its parent has. */
import {
  containersWith,
  containerWords,
  exceptOnWindows,
  type PodCheck,
  type SecurityCheck,
} from '../check.ts'

const check: PodCheck = (subject) => {
  const bad = containersWith(subject, (each) => each.securityContext?.allowPrivilegeEscalation !== false)
  if (bad.length === 0) return undefined
  const detail = `${containerWords(bad)} must set securityContext.allowPrivilegeEscalation=false`
  return { reason: 'allowPrivilegeEscalation != false', detail }
}

export const allowPrivilegeEscalation: SecurityCheck = {
  id: 'allowPrivilegeEscalation',
  level: 'restricted',
  versions: [
    [8, check],
    [25, exceptOnWindows(check)],
  ],
}
