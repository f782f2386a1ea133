/** Shows the way of a request. */
import { layoutColumns } from '../apimachinery/tabwriter.ts'
import type { Outcome } from './send.ts'

const PHRASES: Readonly<Record<number, string>> = {
  200: 'OK',
  308: 'Permanent Redirect',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** A status with its phrase, as a status line tells it. */
export function statusText(status: number): string {
  return `${status} ${PHRASES[status] ?? ''}`.trimEnd()
}

/** Hop by hop, and how it ended. */
export function wayText({ hops, status, why, location }: Outcome): string {
  const rows = hops.map(({ kind, text }) => [kind, text])
  if (why !== '') rows.push(['end', why])
  const lines = layoutColumns(rows)
  if (status !== undefined) lines.push('', `HTTP ${statusText(status)}`)
  if (location !== undefined) lines.push(`Location: ${location}`)
  return lines.map((line) => `${line}\n`).join('')
}
