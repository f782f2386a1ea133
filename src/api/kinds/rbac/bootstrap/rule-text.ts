/** A short way of writing policy rules down: what is the same in hundreds of them is said once. */
import type { PolicyRule } from '../../../../generated/types.ts'

/**
 * Verbs, then resources or URLs, then API groups (`core` for the group without a name, which is also meant when they
 * are left out), then names of objects. Words of one text are parted by spaces.
 */
export type RuleText = readonly [verbs: string, subjects: string, groups?: string, names?: string]

/** The verbs of those who look. */
export const READ = 'get list watch'
/** The verbs of those who change. */
export const WRITE = 'create delete deletecollection patch update'

/** To tell of what happens. */
export const EVENTS: RuleText = ['create patch update', 'events', 'core events.k8s.io']

/** The rule of a text. Lists are sorted, as those of the roles that an API server makes. */
export function ruleOf([verbs, subjects, groups = 'core', names = '']: RuleText): PolicyRule {
  if (subjects.startsWith('/')) return { nonResourceURLs: wordsOf(subjects), verbs: wordsOf(verbs) }
  return {
    apiGroups: wordsOf(groups).map((group) => (group === 'core' ? '' : group)),
    ...(names !== '' && { resourceNames: wordsOf(names) }),
    resources: wordsOf(subjects),
    verbs: wordsOf(verbs),
  }
}

function wordsOf(text: string): string[] {
  return text.split(' ').sort()
}
