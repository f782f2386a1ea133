/** Time zones by their IANA names. */

/** What is wrong with the name of a time zone; undefined for one that is known. */
export function timeZoneProblem(zone: string): string | undefined {
  if (zone === '') return 'timeZone must be nil or non-empty string'
  if (zone.split('/').some((part) => !isNamePart(part))) return `unknown time zone ${zone}`
  if (zone.toLowerCase() === 'local')
    return 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones'
  return isKnown(zone) ? undefined : `unknown time zone ${zone}`
}

function isNamePart(part: string): boolean {
  return /^[A-Za-z._0-9+-]{1,14}$/.test(part) && part !== '.' && part !== '..' && !part.startsWith('-')
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
