/** Moments in the formats of `date`, always in UTC. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const conversions: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  A: (date) => DAYS[date.getUTCDay()] ?? '',
  B: (date) => MONTHS[date.getUTCMonth()] ?? '',
  a: (date) => (DAYS[date.getUTCDay()] ?? '').slice(0, 3),
  b: (date) => (MONTHS[date.getUTCMonth()] ?? '').slice(0, 3),
  D: (date) => formatDate(date.getTime(), '%m/%d/%y'),
  d: (date) => two(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2),
  F: (date) => formatDate(date.getTime(), '%Y-%m-%d'),
  H: (date) => two(date.getUTCHours()),
  M: (date) => two(date.getUTCMinutes()),
  m: (date) => two(date.getUTCMonth() + 1),
  N: (date) => `${String(date.getUTCMilliseconds()).padStart(3, '0')}000000`,
  R: (date) => formatDate(date.getTime(), '%H:%M'),
  S: (date) => two(date.getUTCSeconds()),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  T: (date) => formatDate(date.getTime(), '%H:%M:%S'),
  u: (date) => String(date.getUTCDay() || 7),
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => two(date.getUTCFullYear() % 100),
  Z: () => 'UTC',
  z: () => '+0000',
}

/** `%Y-%m-%d`: conversions that are not known stay as they are. */
export function formatDate(time: number, format: string): string {
  const date = new Date(time)
  return format.replace(/%(.)/g, (found, letter: string) => conversions[letter]?.(date) ?? found)
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}
