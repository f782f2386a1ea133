/** Taints as the command line writes them: `key=value:effect`, `key:effect`, and with `-` behind it to remove. Source: kubectl, cmd/taint/utils.go. */
import { checkLabelValue } from '../../apimachinery/labels.ts'
import { checkQualifiedName } from '../../apimachinery/qualified-name.ts'
import type { Taint } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']

/** A taint that is to go; without an effect, all of the key. */
export interface TaintRemoval {
  key: string
  effect: string
}

/** What is to be done to the taints of nodes. */
export interface TaintChanges {
  added: Taint[]
  removed: TaintRemoval[]
}

/** Whether an argument is about taints, not about nodes. */
export function isTaintSpec(argument: string): boolean {
  return argument.includes('=') || argument.includes(':') || argument.endsWith('-')
}

/** Reads the changes. Throws a CliError in kubectl's words. */
export function readTaintChanges(specs: readonly string[]): TaintChanges {
  const changes: TaintChanges = { added: [], removed: [] }
  for (const spec of specs)
    if (spec.endsWith('-')) {
      const { key, effect } = readTaint(spec.slice(0, -1))
      changes.removed.push({ key, effect })
    } else changes.added.push(readAddition(spec, changes.added))
  return changes
}

/** Refuses to add and to remove the same taint. */
export function checkContradictions({ added, removed }: TaintChanges): void {
  const both = added.flatMap(({ key, effect }) =>
    removed
      .filter((each) => each.key === key && (each.effect === '' || each.effect === effect))
      .map((each) => `${each.key}=${each.effect}`),
  )
  if (both.length > 0)
    throw new CliError(
      `can not both modify and remove the following taint(s) in the same command: ${both.join(', ')}`,
    )
}

function readAddition(spec: string, before: readonly Taint[]): Taint {
  const { key, value, effect } = readTaint(spec)
  if (effect === '') throw invalid(spec)
  if (before.some((taint) => taint.key === key && taint.effect === effect))
    throw new CliError(`duplicated taints with the same key and effect: {${key} ${value} ${effect} <nil>}`)
  return { key, ...(value !== '' && { value }), effect }
}

function readTaint(spec: string): { key: string; value: string; effect: string } {
  const [pair = '', effect, ...more] = spec.split(':')
  if (more.length > 0) throw invalid(spec)
  if (effect !== undefined && !EFFECTS.includes(effect))
    throw new CliError(`invalid taint effect: ${effect}, unsupported taint effect`)
  // Only before an effect may there be a value; else all of it is taken for the key.
  const [key = '', value, ...rest] = effect === undefined ? [pair] : pair.split('=')
  if (rest.length > 0) throw invalid(spec)
  if (value !== undefined) refuse(spec, checkLabelValue(value))
  refuse(spec, checkQualifiedName(key))
  return { key, value: value ?? '', effect: effect ?? '' }
}

function refuse(spec: string, messages: readonly string[]): void {
  if (messages.length > 0) throw invalid(spec, messages.join('; '))
}

function invalid(spec: string, why?: string): CliError {
  return new CliError(`invalid taint spec: ${spec}${why === undefined ? '' : `, ${why}`}`)
}
