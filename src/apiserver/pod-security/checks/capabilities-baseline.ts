/** Containers may add the capabilities only that a runtime gives them anyway. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import type { Container } from '../../../generated/types.ts'
import {
  containersWith,
  containerWords,
  joinQuoted,
  type PodCheck,
  type SecurityCheck,
  sorted,
} from '../check.ts'

const ALLOWED = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(
    ' ',
  ),
)

const forbiddenIn = ({ securityContext }: Container) =>
  (securityContext?.capabilities?.add ?? []).filter((capability) => !ALLOWED.has(capability))

const check: PodCheck = (subject) => {
  const bad = containersWith(subject, (each) => forbiddenIn(each).length > 0)
  if (bad.length === 0) return undefined
  const forbidden = sorted(allContainers(subject.spec).flatMap(forbiddenIn))
  const detail = `${containerWords(bad)} must not include ${joinQuoted(forbidden)} in securityContext.capabilities.add`
  return { reason: 'non-default capabilities', detail }
}

export const capabilitiesBaseline: SecurityCheck = {
  id: 'capabilities_baseline',
  level: 'baseline',
  versions: [[0, check]],
}
