/** What plain scalars of resources mean to kustomize: it reads them with a newer YAML library than kubectl. */
import { resolvePlain, type Scalar } from '../../apimachinery/yaml/resolve-scalar.ts'

/** Booleans of YAML 1.1 that are texts here. */
const TEXTS = new Set('y Y yes Yes YES on On ON n N no No NO off Off OFF'.split(' '))
const TIMESTAMP =
  /^(\d{4})-(\d{1,2})-(\d{1,2})(?:([Tt]|\s+)(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d+))?\s*(Z|[+-]\d{2}:\d{2})?)?$/

/** The value of a scalar without quotes and tag. Dates become times, as Go writes them into JSON. */
export function resolveResourceScalar(text: string): Scalar {
  if (TEXTS.has(text)) return text
  const value = resolvePlain(text)
  return typeof value === 'string' && /^\d{4}-/.test(value) ? resolveTime(value) : value
}

function resolveTime(text: string): string {
  const match = TIMESTAMP.exec(text)
  if (match === null || !isDay(dayOf(match))) return text
  const [, , , , separator, hour, minute, second, fraction = '', zone] = match
  if (separator === undefined) return `${dayOf(match)}T00:00:00Z`
  const isLocal = separator.trim() === ''
  if (isLocal !== (zone === undefined)) return text
  const rest = fraction.replace(/0+$/, '')
  const time = [hour, minute, second].map((part) => part?.padStart(2, '0')).join(':')
  return `${dayOf(match)}T${time}${rest === '' ? '' : `.${rest}`}${zone ?? 'Z'}`
}

/** The 30th of February is none. */
function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

function dayOf([, year = '', month = '', day = '']: readonly string[]): string {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
