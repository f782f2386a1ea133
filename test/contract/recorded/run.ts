/** Runs the commands of a recording over the recorded cluster, as the shell did that recorded them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Result, splitWords, type TestCli } from '../../cli/test-cli.ts'
import { type Block, masked } from '../../support/transcripts.ts'

/** A recorded command beside what this program made of it; both masked. */
export interface Comparison {
  block: Block
  recorded: Result
  actual: Result
}

const commands = [
  'apply',
  'get',
  'describe',
  'delete',
  'scale',
  'explain',
  'api-resources',
  'api-versions',
  'version',
  'taint',
  'cordon',
  'uncordon',
  'drain',
  'events',
  'create',
  'run',
  'expose',
  'autoscale',
  'auth',
  'diff',
  'rollout',
  'set',
  'annotate',
  'wait',
  'kustomize',
  'alpha',
  'attach',
  'certificate',
  'cluster-info',
  'completion',
  'config',
  'cp',
  'exec',
  'logs',
  'options',
  'plugin',
  'port-forward',
  'proxy',
  'top',
]

/** Whether a block calls a command that this program has. */
export function isOurs({ command }: Block): boolean {
  const call = /^kubectl(-1\.20)? +(.*)/.exec(kubectlPart(command))?.[2]
  if (call === undefined) return false
  // Calls within calls, and beside each other, are the shell's.
  if (command.split(/\bkubectl\b/).length > 2 || /&|; wc /.test(command)) return false
  return commands.some((name) => call === name || call.startsWith(`${name} `))
}

/** Runs all blocks in order and compares those that call this program. `before` runs ahead of the block of a line. */
export async function runTranscript(
  cli: TestCli,
  blocks: readonly Block[],
  { skip, before = {} }: { skip: (block: Block) => boolean; before?: Readonly<Record<number, Step>> },
): Promise<Comparison[]> {
  const comparisons: Comparison[] = []
  for (const block of blocks) {
    await before[block.line]?.(cli)
    if (!isOurs(block)) writeFiles(cli, block)
    else if (!skip(block)) {
      const comparison = compare(block, await run(cli, block.command))
      comparisons.push(comparison)
      if (isWronglyDone(comparison)) await undo(cli, block)
    }
  }
  return comparisons
}

/** What the recorder did between two commands without showing it. */
export type Step = (cli: TestCli) => Promise<void>

function isWronglyDone({ block, actual }: Comparison): boolean {
  return block.exitCode !== 0 && actual.exitCode === 0 && /^kubectl apply -f \S+$/.test(block.command)
}

/** What should have been refused must not be there for the commands to come. */
async function undo(cli: TestCli, { command }: Block): Promise<void> {
  await cli.run(`delete -n shop --force --wait=false -f ${command.split(' ').at(-1)}`)
}

/** The recorder showed the files that it used. */
function writeFiles(cli: TestCli, { command, stdout }: Block): void {
  const shown = /^(?:cat|python3 -m json\.tool) (\S+)$/.exec(command)?.[1]
  if (shown) cli.file(shown, modern(stdout))
  else if (/^(sed -i|mkdir|cp) /.test(command) && !command.includes('kubectl'))
    execFileSync('sh', ['-c', command], { cwd: cli.folder })
}

/** A manifest without the versions that the old server had and newer ones have not. */
export function modern(text: string): string {
  return text.replaceAll('batch/v1beta1', 'batch/v1').replaceAll('policy/v1beta1', 'policy/v1')
}

function compare(block: Block, actual: Result): Comparison {
  const text = ({ stdout, stderr, exitCode }: Result) => ({
    stdout: masked(stdout),
    stderr: masked(stderr),
    exitCode,
  })
  const { stdout, stderr, exitCode } = block
  if (!block.cut) return { block, recorded: text({ stdout, stderr, exitCode }), actual: text(actual) }
  return { block, recorded: cutAt(text({ stdout, stderr, exitCode }), text(actual)), actual: text(actual) }
}

/** Where the recorder cut lines, the rest is taken as right. */
function cutAt(recorded: Result, actual: Result): Result {
  const lines = recorded.stdout.split('\n')
  const made = actual.stdout.split('\n')
  const end = lines.findIndex((line) => /^\[\.\.\. \d+ more lines\]/.test(line))
  const kept = (end === -1 ? lines : lines.slice(0, end)).map((line, index) => {
    const start = /^(.*)\[\.\.\. \d+ more characters\]$/.exec(line)?.[1]?.trimEnd()
    return start !== undefined && made[index]?.startsWith(start) ? (made[index] ?? '') : line
  })
  return { ...recorded, stdout: (end === -1 ? kept : [...kept, ...made.slice(end)]).join('\n') }
}

async function run(cli: TestCli, command: string): Promise<Result> {
  const [before, call, after] = splitPipe(prepared(command, cli))
  const stdin = before && execFileSync('sh', ['-c', before], { cwd: cli.folder, encoding: 'utf8' })
  const { words, input } = callOf(call)
  const text = input === undefined ? (stdin ?? '') : readFileSync(join(cli.folder, input), 'utf8')
  const { stderr, ...rest } = await cli.run(inNamespace(words, text, cli.folder), { stdin: text })
  // The recorder left the paths of its machine out.
  const result = { ...rest, stderr: stderr.replaceAll(`${cli.folder}/`, '').replaceAll(cli.folder, '.') }
  if (!after) return result
  return { ...result, ...filtered(after, result.stdout) }
}

/** What stands before a semicolon is the shell's. */
function prepared(command: string, cli: TestCli): string {
  const [first = ''] = AHEAD.exec(command) ?? []
  if (first !== '') execFileSync('sh', ['-c', first], { cwd: cli.folder })
  return command.slice(first.length)
}

const AHEAD = /^(?:[^;'"]|'[^']*'|"[^"]*")+; (?=kubectl )/

function filtered(filter: string, input: string): { stdout: string; exitCode: number } {
  try {
    return { stdout: execFileSync('sh', ['-c', filter], { input, encoding: 'utf8' }), exitCode: 0 }
  } catch (error) {
    const { stdout = '', status } = error as { stdout?: string; status?: number }
    return { stdout, exitCode: status ?? 1 }
  }
}

/** What stands before, at and behind the call in a pipeline. */
function splitPipe(command: string): [before: string | undefined, call: string, after: string | undefined] {
  const parts = command.match(/(?:'[^']*'|"[^"]*"|[^'"|])+/g) ?? []
  const at = parts.findIndex((part) => /^\s*kubectl/.test(part))
  const rest = (list: readonly string[]) => list.join('|').trim() || undefined
  return [rest(parts.slice(0, at)), (parts[at] ?? '').trim(), rest(parts.slice(at + 1))]
}

function kubectlPart(command: string): string {
  return splitPipe(command.replace(AHEAD, ''))[1]
}

/** The words of a call, and the file that is its standard input. */
function callOf(call: string): { words: string[]; input?: string } {
  const [line = '', input] = call.split(/ < (?=\S+$)/)
  // The recorded kubeconfig knew this user by a token that the recorded server had in a file.
  const asUser = line.replace(/ 2>\S+/, '').replace(/ --user=viewer(?!.* --as=)/, ' --as=viewer')
  return { words: splitWords(asUser).slice(1), ...(input && { input }) }
}

const namespaced = new Set([
  'apply',
  'attach',
  'cp',
  'exec',
  'logs',
  'port-forward',
  'top',
  'auth',
  'create',
  'get',
  'describe',
  'delete',
  'scale',
  'events',
  'diff',
  'rollout',
  'set',
  'annotate',
  'wait',
])

/** Commands whose output tells whether the namespace was named: they find it in a kubeconfig. */
const contextual = new Set(['create', 'run', 'expose', 'autoscale'])

/** The current namespace of the recordings is shop; here it must be named, where nothing else is. */
function inNamespace(words: readonly string[], stdin: string, folder: string): string[] {
  const [name = '', ...rest] = words
  const file = words[words.indexOf('-f') + 1] ?? ''
  const path = join(folder, file)
  const manifest = words.includes('-f') && statSync(path, { throwIfNoEntry: false })?.isFile()
  const text = manifest ? readFileSync(path, 'utf8') : stdin
  const elsewhere = /namespace: (?!shop\b)\w/.test(text)
  if (name === 'config') return [name, '--kubeconfig=.kube/config', ...rest]
  if (contextual.has(name) && !words.includes('-f')) return [name, '--kubeconfig=shop.config', ...rest]
  const current = namespaced.has(name) && !elsewhere && !words.some(choosesNamespace)
  return current ? [name, '-n', 'shop', ...rest] : [...words]
}

/** A namespace that is said, or a kind without one: for those, the flag would be warned of. */
function choosesNamespace(word: string, index: number, words: readonly string[]): boolean {
  if (words[0] === 'delete' && index === 1 && /^(ns|namespace|node|crd|clusterrole)$/.test(word)) return true
  return /^(-n|-n=?\S+|--namespace(=.*)?|-A|--all-namespaces)$/.test(word)
}
