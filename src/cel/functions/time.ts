/** What CEL can ask of times and durations. Without a time zone, times are in UTC. */
import { zoneOffset } from '../../base/zone-offset.ts'
import { EvaluationError } from '../errors.ts'
import type { Duration, Timestamp } from '../values/value.ts'
import type { FunctionTable } from './overload.ts'
import { floorDivide } from './standard.ts'

const DAY_MS = 86_400_000

type Part = (date: Date) => number

/** Parts of a time in UTC; cel-go counts months and days of months from 0 where the name has no "Date". */
const PARTS: Readonly<Record<string, Part>> = {
  getFullYear: (date) => date.getUTCFullYear(),
  getMonth: (date) => date.getUTCMonth(),
  getDate: (date) => date.getUTCDate(),
  getDayOfMonth: (date) => date.getUTCDate() - 1,
  getDayOfWeek: (date) => date.getUTCDay(),
  getDayOfYear: (date) => Math.floor((date.getTime() - startOfYear(date)) / DAY_MS),
  getHours: (date) => date.getUTCHours(),
  getMinutes: (date) => date.getUTCMinutes(),
  getSeconds: (date) => date.getUTCSeconds(),
  getMilliseconds: (date) => date.getUTCMilliseconds(),
}

function startOfYear(date: Date): number {
  return new Date(date.getTime()).setUTCMonth(0, 1) - (date.getTime() % DAY_MS)
}

export const time: FunctionTable = {
  ...Object.fromEntries(
    Object.entries(PARTS).flatMap(([name, part]) => [
      [`timestamp.${name}(): int`, (time: Timestamp) => BigInt(part(dateOf(time)))],
      [
        `timestamp.${name}(string): int`,
        (time: Timestamp, zone: string) => BigInt(part(inZone(dateOf(time), zone))),
      ],
    ]),
  ),
  'duration.getHours(): int': ({ nanos }: Duration) => nanos / 3_600_000_000_000n,
  'duration.getMinutes(): int': ({ nanos }: Duration) => nanos / 60_000_000_000n,
  'duration.getSeconds(): int': ({ nanos }: Duration) => nanos / 1_000_000_000n,
  'duration.getMilliseconds(): int': ({ nanos }: Duration) => nanos / 1_000_000n,
}

function dateOf({ nanos }: Timestamp): Date {
  return new Date(Number(floorDivide(nanos, 1_000_000n)))
}

/** A date whose parts in UTC are those of the moment in a zone: `Europe/Berlin`, or an offset such as `-08:00`. */
function inZone(date: Date, zone: string): Date {
  const [, sign, hours, minutes] = /^([+-]?)(\d{2}):(\d{2})$/.exec(zone) ?? []
  if (hours !== undefined) {
    const offset = (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1)
    return new Date(date.getTime() + offset * 60_000)
  }
  return new Date(date.getTime() + offsetIn(zone, date))
}

function offsetIn(zone: string, date: Date): number {
  try {
    return zoneOffset(zone, date.getTime())
  } catch {
    throw new EvaluationError(`unknown time zone ${zone}`)
  }
}
