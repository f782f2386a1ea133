/** Quotas and limits as `kubectl describe` shows them, alone and within a namespace. */
import type { LimitRange, ResourceQuota } from '../../../generated/types.ts'
import type { DescribeWriter } from '../../describe/writer.ts'

const SCOPE_HELP: Readonly<Record<string, string>> = {
  Terminating:
    'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating:
    'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort:
    'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort:
    'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
}
const TITLES = [
  'Type',
  'Resource',
  'Min',
  'Max',
  'Default Request',
  'Default Limit',
  'Max Limit/Request Ratio',
]

/** All quotas of a namespace. */
export function writeQuotas(writer: DescribeWriter, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) {
    writer.line(0, 'No resource quota.')
    return
  }
  writer.line(0, 'Resource Quotas')
  for (const quota of quotas) {
    writer.line(1, `Name:\t${quota.metadata.name ?? ''}`)
    writeScopes(writer, 1, '* ', quota)
    writeUsage(writer, 1, quota, '---')
  }
}

/** What the scopes of a quota mean. */
export function writeScopes(
  writer: DescribeWriter,
  level: number,
  mark: string,
  { spec }: ResourceQuota,
): void {
  const scopes = [...(spec?.scopes ?? [])].sort()
  if (scopes.length === 0) return
  writer.line(level, `Scopes:\t${scopes.join(', ')}`)
  for (const scope of scopes) if (SCOPE_HELP[scope]) writer.line(level, `${mark}${SCOPE_HELP[scope]}`)
}

/** What of each resource is used and what may be. `rule` underlines the last two titles. */
export function writeUsage(
  writer: DescribeWriter,
  level: number,
  { status }: ResourceQuota,
  rule: string,
): void {
  writer.line(level, 'Resource\tUsed\tHard')
  writer.line(level, `--------\t${rule}\t${rule}`)
  for (const name of Object.keys(status?.hard ?? {}).sort())
    writer.line(level, `${name}\t${status?.used?.[name] ?? '0'}\t${status?.hard?.[name]}`)
}

/** All limit ranges of a namespace in one table. */
export function writeLimitRanges(writer: DescribeWriter, ranges: readonly LimitRange[]): void {
  if (ranges.length === 0) {
    writer.line(0, 'No LimitRange resource.')
    return
  }
  writer.line(0, 'Resource Limits')
  writeLimits(writer, ranges, ' ')
}

/** The table of limits, each line after a prefix. */
export function writeLimits(writer: DescribeWriter, ranges: readonly LimitRange[], prefix: string): void {
  writer.line(0, prefix + TITLES.join('\t'))
  writer.line(0, prefix + TITLES.map((title) => '-'.repeat(title.length)).join('\t'))
  for (const range of ranges) for (const row of limitRows(range)) writer.line(0, prefix + row.join('\t'))
}

function limitRows({ spec }: LimitRange): string[][] {
  return (spec?.limits ?? []).flatMap((item) => {
    const sources = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio]
    const resources = [...new Set(sources.flatMap((source) => Object.keys(source ?? {})))].sort()
    return resources.map((name) => [item.type, name, ...sources.map((source) => source?.[name] ?? '-')])
  })
}
