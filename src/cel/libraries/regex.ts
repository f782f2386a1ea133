/** Kubernetes' regex library (k8s.io/apiserver, pkg/cel/library/regex.go). */
import type { FunctionTable } from '../functions/overload.ts'
import { requirePattern } from '../functions/standard.ts'

export const regex: FunctionTable = {
  'string.find(string): string': (text: string, pattern: string) =>
    requirePattern(pattern).exec(text)?.[0] ?? '',
  'string.findAll(string): list<string>': (text: string, pattern: string) => findAll(text, pattern, -1n),
  'string.findAll(string, int): list<string>': findAll,
}

/** The first so many matches that do not overlap, all where the limit is negative. */
function findAll(text: string, pattern: string, limit: bigint): string[] {
  const matcher = requirePattern(pattern)
  const all = new RegExp(matcher.source, `${matcher.flags}g`)
  const found = Array.from(text.matchAll(all), ([match]) => match)
  return limit < 0n ? found : found.slice(0, Number(limit))
}
