/** A Deployment rolled to a new image, and how the time grows with its size: rollout.js [--pods=N] [--growth=N]. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { measureFloor } from './support/floor.js'
import { deployment, jsonFile, nodes } from './support/manifests.js'
import { readOptions } from './support/options.js'
import { run, runWithUsage } from './support/processes.js'
import { against, tell } from './support/report.js'

/** No worse than this times linear. */
const BAR = 1.2
/** 110 pods to a node, a quarter more while a rollout is under way, and room to choose. */
const PODS_PER_NODE = 50

const { pods, growth } = readOptions({ pods: 10_000, growth: 10 })
const work = mkdtempSync(join(tmpdir(), 'kubelite-bench-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))

const small = await rollOut(Math.round(pods / growth))
const large = await rollOut(pods)
tell(`${growth} times the pods, against linear growth`, against(large / small / growth, BAR))

/** Milliseconds of a rollout of so many pods, from the command to the last old pod's end. @param {number} count */
async function rollOut(count) {
  const home = join(work, `store-${count}`)
  const file = join(work, 'manifest.json')
  writeFileSync(file, jsonFile(nodes(Math.ceil(count / PODS_PER_NODE))))
  run({ kubelite: ['init', '-f', file], home })
  const web = deployment('web', count)
  writeFileSync(file, jsonFile([web]))
  run({ kubelite: ['apply', '-f', file], home })
  web.spec.template.spec.containers[0].image = 'registry.example.com/team/server:1.28'
  writeFileSync(file, jsonFile([web]))
  const { ms, ownMegabytes, cpuSeconds } = await runWithUsage({ kubelite: ['apply', '-f', file], home })
  checkRolledOut(home, count)
  const rate = `${(count / (ms / 1000)).toFixed(0)} pods a second`
  const each = `${((cpuSeconds / count) * 1e3).toFixed(2)} ms of processor each`
  tell(
    `rollout of ${count} pods`,
    `${(ms / 1000).toFixed(2)} s`,
    rate,
    each,
    `${ownMegabytes.toFixed(0)} MB`,
    await multipleOfFloor(home, count, ms),
  )
  return ms
}

/** @param {string} home @param {number} count */
function checkRolledOut(home, count) {
  const format = 'jsonpath={.status.updatedReplicas}/{.status.availableReplicas}/{.status.replicas}'
  const { stdout } = run({ kubelite: ['get', 'deployment', 'web', '-o', format], home })
  if (stdout !== `${count}/${count}/${count}`) throw new Error(`not rolled out: ${stdout}`)
}

/** Writing the new pods down, three versions of each. @param {string} home @param {number} count @param {number} ms */
async function multipleOfFloor(home, count, ms) {
  const name = run({ kubelite: ['get', 'pods', '-o', 'name'], home }).stdout.split('\n', 1)[0] ?? ''
  const pod = JSON.parse(run({ kubelite: ['get', name, '-o', 'json'], home }).stdout)
  const floor = await measureFloor(join(work, `floor-${count}`), pod, count)
  return `${(ms / 1000 / floor).toFixed(1)} × the floor`
}
