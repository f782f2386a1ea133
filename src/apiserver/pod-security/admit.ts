/** What pod security says of a request. Source: k8s.io/pod-security-admission, admission/admission.go. */
import { forbidden, invalid } from '../../apimachinery/status-error.ts'
import type { Namespace, Pod } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import type { Subject } from './check.ts'
import { formatDetails, formatReasons, violationsOf } from './evaluate.ts'
import { formatLevel, isStricter, type LevelVersion, policyOf } from './policy.ts'

/** So many pods of a namespace are looked at when its level changes. */
const MOST_PODS = 3000

/** Refuses pods that violate what their namespace enforces; warns of templates, and of what is warned of. */
export function admitSubject(request: AdmissionRequest, { metadata }: Namespace, subject: Subject): void {
  const { policy } = policyOf(metadata.labels)
  if (request.kind.name === 'Pod') {
    const violations = violationsOf(subject, policy.enforce)
    if (violations.length > 0)
      throw forbidden(
        { group: '', resource: 'pods' },
        request.name,
        `violates PodSecurity "${formatLevel(policy.enforce)}": ${formatDetails(violations)}`,
      )
  }
  const violations = violationsOf(subject, policy.warn)
  if (violations.length > 0)
    request.warn(`would violate PodSecurity "${formatLevel(policy.warn)}": ${formatDetails(violations)}`)
}

/** Refuses labels that cannot be read; warns of pods that a stricter level would not let in. */
export async function admitNamespace(request: AdmissionRequest): Promise<void> {
  const { object, old } = request
  const { policy, errors } = policyOf(object.metadata.labels)
  const before = old && policyOf(old.metadata.labels)
  const known = (before?.errors ?? []).map(({ field, badValue }) => `${field} ${badValue}`)
  if (errors.some(({ field, badValue }) => !known.includes(`${field} ${badValue}`)))
    throw invalid({ group: '', kind: 'Namespace' }, request.name, errors)
  if (before === undefined || !isTightened(policy.enforce, before.policy.enforce)) return
  for (const warning of await warningsOf(request, policy.enforce)) request.warn(warning)
}

function isTightened(now: LevelVersion, before: LevelVersion): boolean {
  if (now.level === 'privileged') return false
  return now.version !== before.version || isStricter(now.level, before.level)
}

async function warningsOf({ client, name }: AdmissionRequest, level: LevelVersion): Promise<string[]> {
  const { items, metadata } = await client.list('Pod', { namespace: name, limit: MOST_PODS })
  const byReason = new Map<string, string[]>()
  for (const pod of items as readonly Pod[]) {
    const violations = pod.spec ? violationsOf({ metadata: pod.metadata, spec: pod.spec }, level) : []
    const reason = formatReasons(violations)
    if (reason !== '') byReason.set(reason, [...(byReason.get(reason) ?? []), pod.metadata.name ?? ''])
  }
  const counted = metadata.continue
    ? [`new PodSecurity enforce level only checked against the first ${items.length} of more existing pods`]
    : []
  if (byReason.size === 0) return counted
  const title = `existing pods in namespace "${name}" violate the new PodSecurity enforce level "${formatLevel(level)}"`
  return [...counted, title, ...[...byReason].map(podsWith).sort()]
}

function podsWith([reason, names]: [string, string[]]): string {
  const [first = '', ...others] = names.sort()
  const more = others.length === 0 ? '' : ` (and ${others.length} other pod${others.length === 1 ? '' : 's'})`
  return `${first}${more}: ${reason}`
}
