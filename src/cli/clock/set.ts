/** kubelite clock set: moves cluster time to a moment. */
import { defineCommand } from '../command.ts'
import { usageError } from '../errors.ts'
import { readMoment } from './moment.ts'
import { travel, travelFlags } from './travel.ts'

export const set = defineCommand({
  name: 'set',
  usage: 'TIME',
  short: 'Let cluster time pass up to a moment',
  long: [
    'Let cluster time pass up to a moment.',
    'The moment is a time such as 2026-01-31T12:00:00Z, a time of the present day such as 18:30 (UTC, as the cluster sees it), or a distance such as +10m. What falls due on the way happens in order, each thing at its own time. The clock never goes backwards.',
  ],
  examples: [
    { about: 'Noon of a day', line: 'clock set 2026-01-31T12:00:00Z' },
    { about: 'Half past six of today', line: 'clock set 18:30' },
    { about: 'Ten minutes from now', line: 'clock set +10m' },
  ],
  flags: travelFlags,
  async run({ context, args, options }) {
    const [text, ...more] = args
    if (text === undefined || more.length > 0)
      throw usageError(context.path, `expected one time, got ${args.length} arguments`)
    const cluster = await context.cluster()
    const now = await cluster.now()
    await travel(context, cluster, readMoment(text, now) - now, options)
  },
})
