/**
 * A document whose commands can be typed, run from its first command to its last.
 *
 * - In a block ```` ```console ```` a line that begins with `$ ` is a command, and the lines below it are what it prints. A line
 *   `...` stands for any number of lines that are left out. A command that fails is followed by `echo $?`, so that
 *   no failure gets in by mistake.
 * - In a block ```` ```sh ```` each line is a command, or a comment. What it prints does not matter, but it has to succeed.
 *   Lines after `<<WORD` up to that word are what the command reads.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runOnDisk, type Shown } from '../cli/disk-cli.ts'
import { splitWords } from '../cli/test-cli.ts'

const BLOCK = /^(```(?:console|sh)\n)(.*?)^```$/gms
/** Another command, or the end of the block. */
const COMMAND = /^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm
/** A line of a script, with what it reads below it. */
const SCRIPT_LINE = /^(.*?)(?: <<(\w+)\n(.*?)^\2)?$\n/gms
/** What a command prints, as a part of another one. */
const SUBSTITUTION = /\$\((kubelite [^)]*)\)/g
const ELLIPSIS = '...'

/**
 * Gives the document as it should be: where a command prints something else than the document says, what it prints.
 * @param folder where the commands are typed
 */
export async function walk(document: string, folder: string): Promise<string> {
  const shell = createShell(folder)
  try {
    return await replaceAll(document, BLOCK, async ([, fence = '', body = '']) => {
      const walked = fence.includes('sh') ? await runScript(body, shell) : await runConsole(body, shell)
      return `${fence}${walked}\`\`\``
    })
  } finally {
    shell.close()
  }
}

async function runScript(body: string, shell: Shell): Promise<string> {
  for (const [, line = '', , stdin] of body.replaceAll('\\\n', ' ').matchAll(SCRIPT_LINE)) {
    const command = line.replace(/(^|\s)#.*/, '').trim()
    const { text, exitCode } = command === '' ? { text: '', exitCode: 0 } : await shell.run(command, stdin)
    if (exitCode !== 0) throw new Error(`$ ${command}\n${text}exit code ${exitCode}`)
  }
  return body
}

async function runConsole(body: string, shell: Shell): Promise<string> {
  const head = body.slice(0, body.search(/^\$ /m))
  if (head !== '') throw new Error(`a console block begins with a command, not with ${JSON.stringify(head)}`)
  return replaceAll(body, COMMAND, async ({ index = 0, 0: block, 1: command = '', 2: told = '' }) => {
    const { text, exitCode } = await shell.run(command)
    const next = body.slice(index + block.length)
    if (exitCode !== 0 && !next.startsWith('$ echo $?'))
      throw new Error(`$ ${command}\n${text}exit code ${exitCode}, and no "echo $?" after it`)
    const gap = tidy(told) === '' ? told : (/\n(\n*)$/.exec(told)?.[1] ?? '')
    return `$ ${command}\n${tells(told, text) ? told : tidy(text) + gap}`
  })
}

/** Whether the text is what was told, but for lines left out, spaces that end lines, and empty lines at the end. */
function tells(told: string, text: string): boolean {
  const parts = tidy(told)
    .split('\n')
    .map((line) => (line === ELLIPSIS ? '(?:.*\\n)*?' : `${line.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\\n`))
  return new RegExp(`^${parts.slice(0, -1).join('')}$`).test(tidy(text))
}

function tidy(text: string): string {
  const lines = text.replace(/[ \t]+$/gm, '').replace(/\n+$/, '')
  return lines === '' ? '' : `${lines}\n`
}

interface Shell {
  run(command: string, stdin?: string): Promise<Shown>
  close(): void
}

/** Knows `kubelite`, `export`, `echo $?`, `$(kubelite …)`, and `$(mktemp -d)` in what is exported. */
function createShell(folder: string): Shell {
  const env: Record<string, string> = {}
  const made: string[] = []
  let last = 0
  const makeFolder = () => {
    made.push(mkdtempSync(join(tmpdir(), 'kubelite-example-')))
    return made.at(-1)!
  }
  return {
    async run(line, stdin = '') {
      const command = await replaceAll(line, SUBSTITUTION, async ([, inner = '']) =>
        (await this.run(inner)).text.trimEnd(),
      )
      const [name, ...words] = splitWords(command)
      if (command === 'echo $?') return { text: `${last}\n`, exitCode: 0 }
      if (name === 'export') {
        for (const [, key = '', value = ''] of command.matchAll(/(\w+)=(\$\(mktemp -d\)|\S+)/g))
          env[key] = value === '$(mktemp -d)' ? makeFolder() : value
        return { text: '', exitCode: 0 }
      }
      if (name !== 'kubelite') throw new Error(`the test of the examples cannot run: ${command}`)
      if (env.KUBELITE_HOME === undefined)
        throw new Error('a walk begins by exporting a KUBELITE_HOME of its own')
      const shown = await runOnDisk(words, { env, cwd: folder, stdin })
      last = shown.exitCode
      return shown
    },
    close() {
      for (const each of made) rmSync(each, { recursive: true, force: true })
    },
  }
}

async function replaceAll(
  text: string,
  pattern: RegExp,
  replace: (match: RegExpMatchArray) => Promise<string>,
): Promise<string> {
  let [result, end] = ['', 0]
  for (const match of text.matchAll(pattern)) {
    result += text.slice(end, match.index) + (await replace(match))
    end = match.index + match[0].length
  }
  return result + text.slice(end)
}
