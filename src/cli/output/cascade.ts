/** --cascade: what happens to the dependents of a deleted object. */
import type { PropagationPolicy } from '../../api/define-kind.ts'
import { parseBool } from '../../apimachinery/go-boolean.ts'
import { CliError } from '../errors.ts'

const POLICIES: Readonly<Record<string, PropagationPolicy>> = {
  background: 'Background',
  foreground: 'Foreground',
  orphan: 'Orphan',
}

/** Reads the flag's value. Booleans of old are taken with a warning. */
export function readCascade(text: string, warn: (line: string) => void): PropagationPolicy {
  const policy = Object.hasOwn(POLICIES, text) ? POLICIES[text] : undefined
  if (policy !== undefined) return policy
  const replacement = readBoolean(text) ? 'background' : 'orphan'
  warn(
    `warning: --cascade=${text} is deprecated (boolean value) and can be replaced with --cascade=${replacement}.\n`,
  )
  return POLICIES[replacement]!
}

function readBoolean(text: string): boolean {
  try {
    return parseBool(text)
  } catch {
    throw new CliError(`invalid cascade value (${text}). Must be "background", "foreground", or "orphan"`)
  }
}
