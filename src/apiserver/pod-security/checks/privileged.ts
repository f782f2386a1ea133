/** Containers must not be privileged. */
import { containersWith, containerWords, type PodCheck, type SecurityCheck } from '../check.ts'

const check: PodCheck = (subject) => {
  const bad = containersWith(subject, (each) => each.securityContext?.privileged === true)
  if (bad.length === 0) return undefined
  return {
    reason: 'privileged',
    detail: `${containerWords(bad)} must not set securityContext.privileged=true`,
  }
}

export const privileged: SecurityCheck = { id: 'privileged', level: 'baseline', versions: [[0, check]] }
