/** Time zones by their IANA names, as the runtime knows them. */

/** Making one takes a hundred times as long as asking it. */
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone)
  if (known !== undefined) return known
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  clocks.set(zone, clock)
  return clock
}

/** Whether there is a zone of this name. */
export function isTimeZone(zone: string): boolean {
  try {
    return clockOf(zone).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/** How far a zone's clocks are ahead of UTC at a moment, both in ms. Throws for a zone that there is not. */
export function zoneOffset(zone: string, time: number): number {
  if (zone === 'UTC') return 0
  // The text is `11/22/2026, 07:10:30`.
  const [month, day, year, hour, minute, second] = clockOf(zone).format(time).match(/\d+/g)!.map(Number)
  // Date.UTC takes years below 100 for those of the 20th century.
  const local = new Date(0)
  local.setUTCFullYear(year!, month! - 1, day)
  local.setUTCHours(hour!, minute!, second!)
  return local.getTime() - Math.floor(time / 1000) * 1000
}
