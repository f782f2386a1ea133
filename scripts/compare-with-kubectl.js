/**
 * Runs command lines that need no server through kubectl and through the built kubelite, and tells where they differ:
 * `npm run compare [-- --kubectl PATH --kubelite PATH SUBJECT…]`. Without a path, kubectl is looked for on the PATH, then
 * fetched. With `--flags FILE` the names of kubectl's flags are written down instead.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { compareSections, readSections } from './compare-with-kubectl/compare.js'
import { collectFlags } from './compare-with-kubectl/flags.js'
import { fetchKubectl, findKubectl, VERSION } from './compare-with-kubectl/kubectl.js'
import { tellDifferences } from './compare-with-kubectl/report.js'

const { values, positionals } = parseArgs({
  options: { kubectl: { type: 'string' }, kubelite: { type: 'string' }, flags: { type: 'string' } },
  allowPositionals: true,
})
const kubectl = findKubectl(values.kubectl) ?? fetchKubectl()
if (kubectl === undefined) {
  process.stderr.write(
    `there is no kubectl ${VERSION} at hand, and it cannot be fetched: give one by --kubectl\n`,
  )
  process.exit(1)
}
const kubelite = values.kubelite ?? fileURLToPath(new URL('../bin/kubelite.js', import.meta.url))

if (values.flags !== undefined) {
  const flags = await collectFlags((words, options) => run(kubectl, words, options))
  writeFileSync(values.flags, `${JSON.stringify(flags, undefined, 2)}\n`)
  process.exit()
}
const sections = readSections().filter(
  ({ subject }) => positionals.length === 0 || positionals.some((word) => subject.includes(word)),
)
const found = await compareSections(sections, {
  kubectl: (words, options) => run(kubectl, words, options),
  kubelite: (words, options) => run(process.execPath, [kubelite, ...words], options),
})
process.exitCode = tellDifferences(found) ? 0 : 1

/** @param {string} file @param {readonly string[]} args @param {{ cwd: string, env: Record<string, string> }} options */
async function run(file, args, options) {
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  const exited = new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  const [stdout, stderr, exitCode] = await Promise.all([text(child.stdout), text(child.stderr), exited])
  return { stdout, stderr, exitCode: Number(exitCode) }
}
