/** Makes a large store and tells how fast that was. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { makeStore } from './big-store.js'
import { measureFloor } from './floor.js'
import { run } from './processes.js'
import { tell } from './report.js'

/**
 * Gives the folder of the store.
 * @param {string} work
 * @param {{ nodes: number, pods: number }} size
 */
export async function buildAndTell(work, size) {
  const { home, init, apply, pods } = await makeStore(work, size)
  tell(`init of ${size.nodes} nodes`, seconds(init.ms), memory(init))
  const rate = `${(pods / (apply.ms / 1000)).toFixed(0)} pods a second`
  const each = `${((apply.cpuSeconds / pods) * 1e6).toFixed(0)} µs of processor each`
  tell(`apply of ${pods} pods until all run`, seconds(apply.ms), memory(apply), rate, each)
  const floor = await measureFloor(join(work, `floor-${size.pods}`), somePod(home), pods)
  const multiple = `apply is ${(apply.ms / 1000 / floor).toFixed(1)} ×`
  tell('floor: three versions of each pod, raw LMDB', seconds(floor * 1000), multiple)
  tell('size of the store', megabytes(statSync(join(home, 'data.mdb')).size / 2 ** 20))
  return home
}

/** @param {string} home */
function somePod(home) {
  const selector = ['-n', 'team-0', '-l', 'app=web-0']
  const names = run({ kubelite: ['get', 'pods', ...selector, '-o', 'name'], home }).stdout
  const name = names.split('\n', 1)[0] ?? ''
  return JSON.parse(run({ kubelite: ['get', name, '-n', 'team-0', '-o', 'json'], home }).stdout)
}

const seconds = (/** @type {number} */ ms) => `${(ms / 1000).toFixed(2)} s`
/** @param {{ megabytes: number, ownMegabytes: number }} usage */
function memory({ megabytes: all, ownMegabytes }) {
  return `${megabytes(ownMegabytes)} (${megabytes(all)} with the mapped file)`
}

const megabytes = (/** @type {number} */ size) => `${size.toFixed(0)} MB`
