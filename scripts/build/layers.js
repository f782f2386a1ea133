/** Divides the parts of the program among scripts, by what typical calls of the commands use. */
import { CONVERGE, CORE, FRONT, WRITE } from './launch.cjs'

/**
 * What calls of a command load, each call's parts in order: typical ones, and others that the command should not be slow in.
 * @typedef {{ typical: string[][], besides: string[][] }} Usage
 */

/** So many of the commands that open a cluster, or write to it, have to use a part for it to be in the script that they share. */
const MOST = 0.7

/** With this part the control plane begins to act: what is loaded from there on is of no use to calls that only read. */
const isBeginning = (/** @type {string} */ part) => part.startsWith('./converge-')
const isStore = (/** @type {string} */ part) => part.startsWith('./lmdb-')

/**
 * The names of the parts by script.
 * @param {Record<string, Usage>} usage by command
 * @returns {Map<string, Set<string>>}
 */
export function divide(usage) {
  const quiet = new Map(Object.entries(usage).map(([command, { typical }]) => [command, quietly(typical)]))
  const opening = [...quiet.values()].filter((parts) => [...parts].some(isStore))
  const writes = (/** @type {string} */ command) => usage[command]?.typical.some(acts)
  const writing = [...quiet].flatMap(([command, parts]) => (writes(command) ? [parts] : []))
  const front = usedBy([...quiet.values()], 1)
  const core = without(usedBy(opening, MOST), front)
  const write = without(usedBy(writing, MOST), front, core)
  const acted = new Set(Object.values(usage).flatMap(({ typical }) => typical.flatMap(acting)))
  const converge = without(acted, front, core, write)
  const scripts = new Map([
    [FRONT, front],
    [CORE, core],
    [WRITE, write],
    [CONVERGE, converge],
  ])
  for (const [command, parts] of quiet) {
    const besides = quietly(usage[command]?.besides ?? [])
    const shared = writes(command) ? [front, core, write] : [front, core]
    scripts.set(command, without(new Set([...parts, ...besides]), ...shared))
  }
  return scripts
}

/** @param {string[]} parts */
function beginning(parts) {
  const at = parts.findIndex(isBeginning)
  return at === -1 ? parts.length : at
}

/** @param {string[]} parts */
function acts(parts) {
  return beginning(parts) < parts.length
}

/** @param {string[][]} calls */
function quietly(calls) {
  return new Set(calls.flatMap((parts) => parts.slice(0, beginning(parts))))
}

/** @param {string[]} parts */
function acting(parts) {
  return parts.slice(beginning(parts))
}

/** @param {Set<string>[]} sets @param {number} share */
function usedBy(sets, share) {
  const all = new Set(sets.flatMap((set) => [...set]))
  return new Set([...all].filter((part) => sets.filter((set) => set.has(part)).length >= share * sets.length))
}

/** @param {Set<string>} parts @param {Set<string>[]} others */
function without(parts, ...others) {
  return new Set([...parts].filter((part) => !others.some((other) => other.has(part))))
}
