/** Command lines by subject, and what two programs make of them. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reduceHelp } from './help.js'
import { masked } from './mask.js'

/**
 * @typedef {{ stdout: string, stderr: string, exitCode: number }} Result
 * @typedef {(words: readonly string[], options: { cwd: string, env: Record<string, string> }) => Promise<Result>} Program
 * @typedef {{ subject: string, lines: { line: string, reason?: string }[] }} Section lines run in order in one folder
 * @typedef {{ subject: string, line: string, reason?: string, kubectl: Result, kubelite: Result, differs: boolean }} Comparison
 */

const file = fileURLToPath(new URL('lines.txt', import.meta.url))
const files = fileURLToPath(new URL('files', import.meta.url))

/**
 * The lines of lines.txt: `# subject`, then lines; those below `~ reason`, up to the next blank line, are known to differ.
 * @returns {Section[]}
 */
export function readSections() {
  /** @type {Section[]} */
  const sections = []
  /** @type {string | undefined} */
  let reason
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    const line = text.trim()
    if (line === '') reason = undefined
    else if (line.startsWith('# ')) sections.push({ subject: line.slice(2), lines: [] })
    else if (line.startsWith('~ ')) reason = line.slice(2)
    else sections.at(-1)?.lines.push(reason === undefined ? { line } : { line, reason })
  }
  return sections
}

/**
 * Runs the lines of all sections through both programs, some sections at a time.
 * @param {readonly Section[]} sections @param {{ kubectl: Program, kubelite: Program }} programs @returns {Promise<Comparison[]>}
 */
export async function compareSections(sections, programs) {
  const found = new Map(sections.map((section) => [section, /** @type {Comparison[]} */ ([])]))
  const waiting = [...sections]
  const work = async () => {
    for (let section = waiting.shift(); section !== undefined; section = waiting.shift())
      found.set(section, await compareSection(section, programs))
  }
  await Promise.all([work(), work(), work()])
  return [...found.values()].flat()
}

/** @param {Section} section @param {{ kubectl: Program, kubelite: Program }} programs @returns {Promise<Comparison[]>} */
async function compareSection({ subject, lines }, { kubectl, kubelite }) {
  const folders = [createFolder(), createFolder()]
  try {
    /** @type {Comparison[]} */
    const found = []
    for (const { line, reason } of lines) {
      const theirs = view(await kubectl(splitWords(line), place(folders[0])), folders[0])
      const ours = view(await kubelite(splitWords(line), place(folders[1])), folders[1])
      const differs = JSON.stringify(theirs) !== JSON.stringify(ours)
      found.push({ subject, line, ...(reason && { reason }), kubectl: theirs, kubelite: ours, differs })
    }
    return found
  } finally {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
}

function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'compare-'))
  cpSync(files, folder, { recursive: true })
  return folder
}

/** Nothing of the user's, and no cluster. @param {string} [cwd] */
function place(cwd = '') {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: cwd,
    KUBECONFIG: join(cwd, 'config'),
    KUBELITE_HOME: join(cwd, 'cluster'),
    TERM: 'dumb',
  }
  return { cwd, env }
}

/** What of an answer is compared. @param {Result} result @param {string} [folder] @returns {Result} */
function view({ stdout, stderr, exitCode }, folder = '') {
  const clean = (/** @type {string} */ text) => masked(text.replaceAll(folder, 'FOLDER'))
  return { stdout: reduceHelp(clean(stdout)), stderr: reduceHelp(clean(stderr)), exitCode }
}

/** Words of a line: quotes keep spaces, and are taken off. @param {string} line */
function splitWords(line) {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, (_, single, double) => single ?? double))
}
