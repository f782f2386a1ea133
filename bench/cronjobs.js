/** How fast simulated time goes by with CronJobs that run every five minutes: cronjobs.js [--cronjobs=N] [--hours=N]. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { measureFloor } from './support/floor.js'
import { cronJob } from './support/manifests.js'
import { readOptions } from './support/options.js'
import { tell } from './support/report.js'

const EVERY_MINUTES = 5

const { cronjobs, hours } = readOptions({ cronjobs: 100, hours: 24 })
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const { Cluster } = await import('../dist/index.js')
const cluster = await Cluster.open({ seed: 'cronjobs', now: '2026-01-01T00:00:00Z', nodes: 3 })
const schedule = `*/${EVERY_MINUTES} * * * *`
await cluster.apply(Array.from({ length: cronjobs }, (_, index) => cronJob(`tick-${index}`, schedule)))

const [from, cpu] = [performance.now(), process.cpuUsage()]
await cluster.clock.advance(`${hours}h`)
const seconds = (performance.now() - from) / 1000
const { user, system } = process.cpuUsage(cpu)

const runs = (cronjobs * hours * 60) / EVERY_MINUTES
checkRuns(await cluster.list('CronJob'))
const rate = `${(runs / seconds).toFixed(0)} runs a second`
const each = `${((user + system) / runs).toFixed(0)} µs of processor each`
tell(
  `${hours} h of ${cronjobs} CronJobs every ${EVERY_MINUTES} minutes`,
  `${seconds.toFixed(2)} s`,
  rate,
  each,
)
const [pod] = (await cluster.list('Pod', { namespace: 'default' })).items
const floor = await measureFloor(join(work, 'floor'), pod, runs)
const multiple = `the simulation is ${(seconds / floor).toFixed(1)} ×`
tell("floor: three versions of each run's pod, raw LMDB", `${floor.toFixed(2)} s`, multiple)
tell('memory', `${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
await cluster.close()

/** Every CronJob must have run to the end, and nothing may be left at work. @param {{ items: any[] }} list */
function checkRuns({ items }) {
  const last = new Date(cluster.clock.now().getTime()).toISOString().replace('.000Z', 'Z')
  for (const { metadata, status } of items)
    if (status?.lastSuccessfulTime !== last || status.active !== undefined)
      throw new Error(`${metadata.name} is not where it should be: ${JSON.stringify(status)}`)
}
