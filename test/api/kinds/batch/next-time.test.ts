/** When schedules fire: fields, short forms, and zones whose clocks are set. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextTime } from '../../../../src/api/kinds/batch/next-time.ts'
import { parseSchedule } from '../../../../src/api/kinds/batch/schedule.ts'
import { nextOffsetChange } from '../../../../src/api/kinds/batch/time-zone.ts'
import { formatTime } from '../../../../src/apimachinery/time.ts'
import { zoneOffset } from '../../../../src/base/zone-offset.ts'

function times(text: string, after: string, count: number, zone = 'UTC'): string[] {
  const schedule = parseSchedule(text)
  if ('error' in schedule) throw new Error(schedule.error)
  const found: string[] = []
  let time: number | undefined = Date.parse(after)
  for (let i = 0; i < count; i++) {
    time = nextTime(schedule, time, zone)
    if (time === undefined) return found
    found.push(formatTime(time).slice(0, 16))
  }
  return found
}

describe('a schedule', () => {
  const rows: Record<string, [schedule: string, after: string, expected: string[]]> = {
    'of every five minutes': [
      '*/5 * * * *',
      '2026-01-01T00:03:20Z',
      ['2026-01-01T00:05', '2026-01-01T00:10'],
    ],
    'does not fire at the moment itself': ['0 * * * *', '2026-01-01T00:00:00Z', ['2026-01-01T01:00']],
    'fires a second later': ['0 * * * *', '2026-01-01T00:59:59Z', ['2026-01-01T01:00']],
    'of working days': ['30 9 * * mon-fri', '2026-01-02T10:00:00Z', ['2026-01-05T09:30', '2026-01-06T09:30']],
    'of days of the month or of the week': [
      '0 0 13 * 5',
      '2026-01-08T00:00:00Z',
      ['2026-01-09T00:00', '2026-01-13T00:00', '2026-01-16T00:00'],
    ],
    'of steps within hours': [
      '0 6-16/4 * * *',
      '2026-01-01T00:00:00Z',
      ['2026-01-01T06:00', '2026-01-01T10:00', '2026-01-01T14:00', '2026-01-02T06:00'],
    ],
    'of leap days': ['0 0 29 2 *', '2026-01-01T00:00:00Z', ['2028-02-29T00:00', '2032-02-29T00:00']],
    'of a day that no month has': ['59 23 31 2 *', '2026-01-01T00:00:00Z', []],
    'of the year': ['@yearly', '2026-06-01T00:00:00Z', ['2027-01-01T00:00']],
    'of each hour': ['@hourly', '2026-06-01T00:30:00Z', ['2026-06-01T01:00']],
    'of a constant delay': ['@every 90m', '2026-06-01T00:00:30Z', ['2026-06-01T01:30', '2026-06-01T03:00']],
  }
  it.each(Object.entries(rows))('%s', (_name, [schedule, after, expected]) => {
    expect(times(schedule, after, Math.max(expected.length, 1))).toEqual(expected)
  })
})

describe('in a time zone a schedule', () => {
  const rows: Record<string, [schedule: string, zone: string, after: string, expected: string[]]> = {
    'goes by its clocks': ['0 9 * * *', 'Asia/Kolkata', '2026-01-01T00:00:00Z', ['2026-01-01T03:30']],
    'keeps the hour when the clocks go forward': [
      '0 9 * * *',
      'Europe/Berlin',
      '2026-03-27T12:00:00Z',
      ['2026-03-28T08:00', '2026-03-29T07:00', '2026-03-30T07:00'],
    ],
    'keeps the hour when the clocks go back': [
      '0 9 * * *',
      'Europe/Berlin',
      '2026-10-23T12:00:00Z',
      ['2026-10-24T07:00', '2026-10-25T08:00', '2026-10-26T08:00'],
    ],
    'leaves the hour out that is skipped': [
      '30 2 * * *',
      'America/New_York',
      '2026-03-06T12:00:00Z',
      ['2026-03-07T07:30', '2026-03-09T06:30'],
    ],
    'fires twice in the hour that comes twice': [
      '30 1 * * *',
      'America/New_York',
      '2026-10-31T12:00:00Z',
      ['2026-11-01T05:30', '2026-11-01T06:30', '2026-11-02T06:30'],
    ],
    'goes on each hour over a change': [
      '0 * * * *',
      'Europe/Berlin',
      '2026-03-28T23:30:00Z',
      ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00'],
    ],
    'knows half hours of change': [
      '0 3 * * *',
      'Australia/Lord_Howe',
      '2026-04-03T20:00:00Z',
      ['2026-04-04T16:30', '2026-04-05T16:30'],
    ],
    'of once a year finds its day beyond two changes': [
      '0 12 1 1 *',
      'Europe/Berlin',
      '2026-02-01T00:00:00Z',
      ['2027-01-01T11:00'],
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [schedule, zone, after, expected]) => {
    expect(times(schedule, after, expected.length, zone)).toEqual(expected)
  })

  it('fires at the first moment whose clock matches, as a walk over all minutes finds it', () => {
    const field = (max: number) => fc.oneof(fc.constant('*'), fc.integer({ min: 0, max }).map(String))
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Australia/Lord_Howe',
      'Asia/Kolkata',
    )
    const start = fc.constantFrom(
      '2026-03-08T05:00:00Z',
      '2026-03-29T00:00:00Z',
      '2026-10-25T00:00:00Z',
      '2026-11-01T04:00:00Z',
    )
    const property = fc.property(
      field(59),
      field(23),
      zone,
      start,
      fc.nat(600),
      (minute, hour, name, from, offset) => {
        const after = Date.parse(from) + offset * 60_000
        const schedule = parseSchedule(`${minute} ${hour} * * *`)
        if ('error' in schedule) throw new Error(schedule.error)
        let expected = after + 60_000
        const matches = (time: number) => {
          const local = new Date(time + zoneOffset(name, time))
          const fits = (text: string, value: number) => text === '*' || Number(text) === value
          return fits(minute, local.getUTCMinutes()) && fits(hour, local.getUTCHours())
        }
        while (!matches(expected)) expected += 60_000
        expect(formatTime(nextTime(schedule, after, name)!)).toBe(formatTime(expected))
      },
    )
    fc.assert(property, { numRuns: 60 })
  })
})

describe('the clocks of a zone', () => {
  it('are set twice a year where there is a summer time', () => {
    const [from, to] = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')]
    const spring = nextOffsetChange('Europe/Berlin', from, to)!
    const autumn = nextOffsetChange('Europe/Berlin', spring, to)!
    expect([spring, autumn].map(formatTime)).toEqual(['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z'])
    expect(nextOffsetChange('Europe/Berlin', autumn, to)).toBeUndefined()
    expect(nextOffsetChange('Asia/Kolkata', from, to)).toBeUndefined()
  })
})
