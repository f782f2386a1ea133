/** Cron schedules: the five fields, their short names, and the texts of errors (github.com/robfig/cron/v3). */

import { parseDuration } from '../../../apimachinery/duration.ts'
import { quote } from '../../../apimachinery/go-format.ts'
import { messageOf } from '../../../base/error-message.ts'
import { timeZoneProblem } from './time-zone.ts'

/** The values of each field at which a schedule fires. */
export interface CronFields {
  minutes: ReadonlySet<number>
  hours: ReadonlySet<number>
  daysOfMonth: ReadonlySet<number>
  months: ReadonlySet<number>
  daysOfWeek: ReadonlySet<number>
  /** `*` in both day fields is no restriction; with one of them given, only that counts; with both, either. */
  anyDayOfMonth: boolean
  anyDayOfWeek: boolean
}

/** A schedule by fields, or at a constant delay. A zone of its own is an old form that only old cron jobs have. */
export type Schedule = { zone?: string } & ({ fields: CronFields } | { everyMs: number })

/** Why a text is no schedule. */
export interface ScheduleProblem {
  error: string
}

interface Bounds {
  min: number
  max: number
  names?: readonly string[]
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const BOUNDS: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: MONTHS },
  { min: 0, max: 6, names: DAYS },
]
const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

class Malformed extends Error {}

/** Reads a schedule such as `0 3 * * mon-fri`, `@daily` or `@every 1h`. */
export function parseSchedule(text: string): Schedule | ScheduleProblem {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof Malformed) return { error: error.message }
    throw error
  }
}

function parse(text: string): Schedule {
  const zoned = /^(?:TZ|CRON_TZ)=(\S*)\s*(.*)$/s.exec(text)
  const zone = zoned?.[1]
  const spec = (zoned?.[2] ?? text).trim()
  if (zone !== undefined && timeZoneProblem(zone) !== undefined)
    throw new Malformed(`provided bad location ${zone}: unknown time zone ${zone}`)
  return { ...(zone !== undefined && { zone }), ...parseSpec(spec) }
}

function parseSpec(spec: string): Schedule {
  if (spec.startsWith('@')) return parseDescriptor(spec)
  const fields = spec.split(/\s+/).filter((field) => field !== '')
  if (fields.length !== 5)
    throw new Malformed(`expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`)
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields.map((field, index) =>
    parseField(field, BOUNDS[index] as Bounds),
  ) as [
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
    ReadonlySet<number>,
  ]
  return {
    fields: {
      minutes,
      hours,
      daysOfMonth,
      months,
      daysOfWeek,
      anyDayOfMonth: isStar(fields[2] ?? ''),
      anyDayOfWeek: isStar(fields[4] ?? ''),
    },
  }
}

function parseDescriptor(spec: string): Schedule {
  const known = DESCRIPTORS[spec]
  if (known !== undefined) return parseSpec(known)
  if (!spec.startsWith('@every ')) throw new Malformed(`unrecognized descriptor: ${spec}`)
  const text = spec.slice('@every '.length)
  try {
    const everyMs = Math.max(1000, Math.floor(parseDuration(text) / 1000) * 1000)
    return { everyMs }
  } catch (error) {
    const cause = messageOf(error)
    throw new Malformed(`failed to parse duration ${spec}: ${cause}`)
  }
}

/** A star or question mark in a list makes the whole field unrestricted for the rule about days. */
function isStar(field: string): boolean {
  return field.split(',').some((range) => /^[*?](\/1)?$/.test(range))
}

function parseField(field: string, bounds: Bounds): ReadonlySet<number> {
  const values = new Set<number>()
  for (const range of field.split(',').filter((part) => part !== '')) {
    const { start, end, step } = parseRange(range, bounds)
    for (let value = start; value <= end; value += step) values.add(value)
  }
  return values
}

function parseRange(text: string, bounds: Bounds): { start: number; end: number; step: number } {
  const [range = '', stepText, ...more] = text.split('/')
  const [low = '', high, ...rest] = range.split('-')
  const star = low === '*' || low === '?'
  const start = star ? bounds.min : parseValue(low, bounds)
  if (!star && rest.length > 0) throw new Malformed(`too many hyphens: ${text}`)
  let end = star ? bounds.max : high === undefined ? start : parseValue(high, bounds)
  if (more.length > 0) throw new Malformed(`too many slashes: ${text}`)
  const step = stepText === undefined ? 1 : parseNumber(stepText)
  if (stepText !== undefined && !star && high === undefined) end = bounds.max
  if (start < bounds.min)
    throw new Malformed(`beginning of range (${start}) below minimum (${bounds.min}): ${text}`)
  if (end > bounds.max) throw new Malformed(`end of range (${end}) above maximum (${bounds.max}): ${text}`)
  if (start > end) throw new Malformed(`beginning of range (${start}) beyond end of range (${end}): ${text}`)
  if (step === 0) throw new Malformed(`step of range should be a positive number: ${text}`)
  return { start, end, step }
}

function parseValue(text: string, { min, names }: Bounds): number {
  const index = names?.indexOf(text.toLowerCase()) ?? -1
  return index >= 0 ? index + min : parseNumber(text)
}

function parseNumber(text: string): number {
  if (!/^[+-]?\d+$/.test(text))
    throw new Malformed(
      `failed to parse int from ${text}: strconv.Atoi: parsing ${quote(text)}: invalid syntax`,
    )
  const number = Number(text)
  if (number < 0) throw new Malformed(`negative number (${number}) not allowed: ${text}`)
  return number
}
