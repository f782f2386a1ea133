/** What `diff -u -N` prints about two folders, for machines that have no such program. */
import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { join } from 'node:path'
import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff'

/** All differences; '' where there are none. A file that one folder lacks counts as empty. */
export function compareAllFiles(from: string, to: string): string {
  const names = [...new Set([...readdirSync(from), ...readdirSync(to)])].sort()
  return names.map((name) => compareFiles(join(from, name), join(to, name))).join('')
}

function compareFiles(from: string, to: string): string {
  const { hunks, ...patch } = structuredPatch('', '', textOf(from), textOf(to), '', '', { context: 3 })
  if (hunks.length === 0) return ''
  const lines = formatPatch({ ...patch, hunks }, OMIT_HEADERS)
  const head = `diff -u -N ${from} ${to}\n--- ${from}\t${timeOf(from)}\n+++ ${to}\t${timeOf(to)}\n`
  return head + lines.replace(/^@@ .* @@$/gm, withoutLengthsOfOne)
}

/** `-1,1` is `-1` to diff. */
function withoutLengthsOfOne(header: string): string {
  return header.replace(/([-+]\d+),1(?= )/g, '$1')
}

function textOf(path: string): string {
  return statOf(path) === undefined ? '' : readFileSync(path, 'utf8')
}

/** `2026-11-22 12:00:00.000000000 +0000`; what is not there is of the beginning of time. */
function timeOf(path: string): string {
  const [day, time = ''] = new Date(statOf(path)?.mtimeMs ?? 0).toISOString().split('T')
  return `${day} ${time.replace('Z', '000000')} +0000`
}

function statOf(path: string): Stats | undefined {
  return statSync(path, { throwIfNoEntry: false })
}
