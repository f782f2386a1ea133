/** Which events `events` is about, and in which order it tells of them. Source: kubectl, cmd/events/events.go. */
import type { Registry } from '../../api/registry.ts'
import { parseTime } from '../../apimachinery/time.ts'
import type { Event } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { findResource } from '../resources/arguments.ts'

const TYPES = ['normal', 'warning']

/** The field selector for the events about TYPE/NAME; undefined for all. */
export async function selectorFor(object: string, registry: Registry): Promise<string | undefined> {
  if (object === '') return undefined
  const [type = '', name, ...more] = object.split('/')
  if (name === undefined) throw new CliError('--for must be in resource/name form')
  if (more.length > 0) throw new CliError('arguments in resource/name form may not have more than one slash')
  const { kind } = await findResource(type, registry, { bare: true })
  return name === '' ? undefined : `involvedObject.kind=${kind},involvedObject.name=${name}`
}

/** Reads --types. Gives the test that an event of one of them passes. */
export function typeFilter(types: readonly string[]): (event: Event) => boolean {
  const wanted = new Set(types.map((type) => type.toLowerCase()))
  if ([...wanted].some((type) => !TYPES.includes(type)))
    throw new CliError('valid --types are Normal or Warning')
  return ({ type = '' }) => wanted.size === 0 || wanted.has(type.toLowerCase())
}

/** Those seen last come last; of those seen in the same second, those written last. */
export function byLastSeen(events: readonly Event[]): Event[] {
  return [...events].sort((a, b) => lastSeen(a) - lastSeen(b) || version(a) - version(b))
}

function lastSeen({ series, lastTimestamp, eventTime }: Event): number {
  return parseTime(series ? series.lastObservedTime : (lastTimestamp ?? eventTime)) ?? 0
}

function version({ metadata }: Event): number {
  return Number(metadata.resourceVersion ?? 0)
}
