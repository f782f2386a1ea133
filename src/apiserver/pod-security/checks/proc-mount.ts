/** What is masked in /proc must stay so. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import type { Container } from '../../../generated/types.ts'
import {
  containersWith,
  containerWords,
  hasUserNamespace,
  joinQuoted,
  type PodCheck,
  type SecurityCheck,
  sorted,
} from '../check.ts'

const mountOf = ({ securityContext }: Container) => securityContext?.procMount ?? 'Default'

const check: PodCheck = (subject) => {
  const bad = containersWith(subject, (each) => mountOf(each) !== 'Default')
  if (bad.length === 0) return undefined
  const types = sorted(allContainers(subject.spec).map(mountOf)).filter((type) => type !== 'Default')
  const detail = `${containerWords(bad)} must not set securityContext.procMount to ${joinQuoted(types)}`
  return { reason: 'procMount', detail }
}

export const procMount: SecurityCheck = {
  id: 'procMount',
  level: 'baseline',
  versions: [
    [0, check],
    [35, (subject) => (hasUserNamespace(subject) ? undefined : check(subject))],
  ],
}
