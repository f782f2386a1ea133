/** Values as `kubectl describe` prints them. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { parseTime } from '../../apimachinery/time.ts'

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** A time as RFC 1123 in the local zone: `Sun, 22 Nov 2026 02:57:35 +0000`. A missing one is Go's zero time. */
export function formatLongTime(time: string | null | undefined): string {
  const ms = parseTime(time)
  if (ms === undefined) return 'Mon, 01 Jan 0001 00:00:00 +0000'
  const date = new Date(ms)
  const day = `${DAYS[date.getDay()]}, ${two(date.getDate())} ${MONTHS[date.getMonth()]} ${date.getFullYear()}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())} ${zone(date)}`
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

/** `True` or `False`. */
export function formatBoolean(value: boolean | undefined): string {
  return value === true ? 'True' : 'False'
}

/** `True`, `False`, or `<unset>` where there is no value. */
export function formatOptionalBoolean(value: boolean | undefined): string {
  return value === undefined ? '<unset>' : formatBoolean(value)
}

/** A list as Go's `%v` prints it: `[a b]`. */
export function formatGoList(items: readonly (string | number)[] | undefined): string {
  return `[${(items ?? []).join(' ')}]`
}

/** The controller of an object as `ReplicaSet/web-57cbb8cdb7`; undefined without one. */
export function formatController(object: KubeObject): string | undefined {
  const controller = controllerOf(object)
  return controller === undefined ? undefined : `${controller.kind}/${controller.name}`
}

/** `<none>` for an empty text. */
export function textOrNone(text: string | undefined): string {
  return text === undefined || text === '' ? '<none>' : text
}
