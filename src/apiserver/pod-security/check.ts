/** The interface of the checks of pod security, and the words that they share. */
import { allContainers } from '../../api/kinds/core/pod/containers.ts'
import { quote } from '../../apimachinery/go-format.ts'
import type { Container, PodSpec, PodTemplateSpec } from '../../generated/types.ts'

/** A pod, or the template of one. */
export type Subject = Pick<PodTemplateSpec, 'metadata'> & { spec: PodSpec }

/** What a check finds wrong: in short, and with what is to be changed. */
export interface Violation {
  reason: string
  detail: string
}

/** Undefined where nothing is wrong. */
export type PodCheck = (subject: Subject) => Violation | undefined

/** A check and which policies hold it. Source: k8s.io/pod-security-admission, policy/check_*.go. */
export interface SecurityCheck {
  id: string
  /** Checks of `baseline` are part of `restricted`, too. */
  level: 'baseline' | 'restricted'
  /** Checks of the baseline that this one contains. */
  overrides?: readonly string[]
  /** From which minor version on, what is checked; the oldest first. */
  versions: readonly (readonly [since: number, check: PodCheck])[]
}

/** The names of the containers for which it holds. */
export function containersWith({ spec }: Subject, holds: (container: Container) => boolean): string[] {
  return allContainers(spec)
    .filter(holds)
    .map(({ name }) => name)
}

/** `container "a"` or `containers "a", "b"`. */
export function containerWords(names: readonly string[]): string {
  return `${plural('container', names)} ${joinQuoted(names)}`
}

/** Who sets something, as `pod and container "a"`; nobody where neither does. */
export function setters(isPod: boolean, containers: readonly string[]): string[] {
  return [...(isPod ? ['pod'] : []), ...(containers.length > 0 ? [containerWords(containers)] : [])]
}

/** The word for one or for several. */
export function plural(word: string, items: readonly unknown[], several = `${word}s`): string {
  return items.length === 1 ? word : several
}

/** `"a", "b"`. */
export function joinQuoted(items: readonly string[]): string {
  return items.map(quote).join(', ')
}

/** Each once, sorted. */
export function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort()
}

/** A pod of a user namespace of its own: root in it is nobody outside (KEP-127). */
export function hasUserNamespace({ spec }: Subject): boolean {
  return spec.hostUsers === false
}

/** Windows has no such thing: these checks are not about its pods. */
export function exceptOnWindows(check: PodCheck): PodCheck {
  return (subject) => (subject.spec.os?.name === 'windows' ? undefined : check(subject))
}
