/** Holds pods against a level. Source: k8s.io/pod-security-admission, policy/registry.go and checks.go. */
import type { PodCheck, SecurityCheck, Subject, Violation } from './check.ts'
import { securityChecks } from './checks/index.ts'
import type { LevelVersion } from './policy.ts'

/** What is wrong with a pod, in the order in which it is told. */
export function violationsOf(subject: Subject, { level, version }: LevelVersion): Violation[] {
  if (level === 'privileged') return []
  const minor = version === 'latest' ? Number.POSITIVE_INFINITY : Number(version.slice('v1.'.length))
  const restricted = level === 'restricted' ? active('restricted', minor) : []
  const contained = new Set(restricted.flatMap(({ check }) => check.overrides ?? []))
  const baseline = active('baseline', minor).filter(({ check }) => !contained.has(check.id))
  return [...baseline, ...restricted].flatMap(({ run }) => run(subject) ?? [])
}

/** `privileged, host namespaces`. */
export function formatReasons(violations: readonly Violation[]): string {
  return violations.map(({ reason }) => reason).join(', ')
}

/** `privileged (container "a" must not set …), host namespaces (hostNetwork=true)`. */
export function formatDetails(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')
}

function active(level: SecurityCheck['level'], minor: number): { check: SecurityCheck; run: PodCheck }[] {
  return securityChecks.flatMap((check) => {
    const run = check.versions.findLast(([since]) => since <= minor)?.[1]
    return check.level === level && run ? [{ check, run }] : []
  })
}
