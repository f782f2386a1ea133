/** Containers must drop all capabilities, and may add only the one that binds low ports. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import type { Container } from '../../../generated/types.ts'
import {
  containersWith,
  containerWords,
  exceptOnWindows,
  joinQuoted,
  type PodCheck,
  type SecurityCheck,
  sorted,
} from '../check.ts'

const forbiddenIn = ({ securityContext }: Container) =>
  (securityContext?.capabilities?.add ?? []).filter((capability) => capability !== 'NET_BIND_SERVICE')

const check: PodCheck = (subject) => {
  const keeping = containersWith(
    subject,
    (each) => !each.securityContext?.capabilities?.drop?.includes('ALL'),
  )
  const adding = containersWith(subject, (each) => forbiddenIn(each).length > 0)
  const details: string[] = []
  if (keeping.length > 0)
    details.push(`${containerWords(keeping)} must set securityContext.capabilities.drop=["ALL"]`)
  if (adding.length > 0) {
    const forbidden = joinQuoted(sorted(allContainers(subject.spec).flatMap(forbiddenIn)))
    details.push(
      `${containerWords(adding)} must not include ${forbidden} in securityContext.capabilities.add`,
    )
  }
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') }
}

export const capabilitiesRestricted: SecurityCheck = {
  id: 'capabilities_restricted',
  level: 'restricted',
  overrides: ['capabilities_baseline'],
  versions: [
    [22, check],
    [25, exceptOnWindows(check)],
  ],
}
