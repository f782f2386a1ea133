/** The recordings of a real control plane that may stand beside the repository: commands with what they printed. */
import { existsSync, readFileSync } from 'node:fs'

const folder = new URL('../../../shared/reference/transcripts/', import.meta.url)

/** Whether the recordings are there; they are no part of this project. */
export const hasTranscripts = existsSync(folder)

/** One recorded command. */
export interface Block {
  /** What stands between `$ ` and the end of the line. */
  command: string
  stdout: string
  stderr: string
  exitCode: number
  /** The recorder left out lines, or ends of them. */
  cut: boolean
  /** Where the command stands in its file, counted from 1. */
  line: number
}

/** The commands of a recording, '01-get-pods', in their order. Empty where there are none. */
export function readTranscript(name: string): Block[] {
  if (!hasTranscripts) return []
  return parseTranscript(readFileSync(new URL(`${name}.txt`, folder), 'utf8'))
}

/** The commands of a recording's text. */
export function parseTranscript(text: string): Block[] {
  const lines = text.split('\n')
  const starts = lines.flatMap((line, index) => (line.startsWith('$ ') ? [index] : []))
  return starts.map((start, index) => {
    const body = withoutRemarks(lines.slice(start + 1, starts[index + 1] ?? lines.length))
    return { command: (lines[start] ?? '').slice(2).trim(), line: start + 1, ...readBody(body) }
  })
}

/** Blank lines at the end separate blocks; remarks stand after one, and are followed by nothing else. */
function withoutRemarks(lines: readonly string[]): string[] {
  const rest = [...lines]
  const dropBlanks = () => {
    while (rest.at(-1) === '') rest.pop()
  }
  dropBlanks()
  while (rest.at(-1)?.startsWith('# ') && hasBlankAbove(rest)) {
    while (rest.at(-1)?.startsWith('# ')) rest.pop()
    dropBlanks()
  }
  return rest
}

function hasBlankAbove(lines: readonly string[]): boolean {
  const last = lines.findLastIndex((line) => !line.startsWith('# '))
  return last === -1 || lines[last] === ''
}

function readBody(lines: readonly string[]): Omit<Block, 'command' | 'line'> {
  const isMark = (line: string) =>
    /^\[(stderr\] |stderr\]$|exit \d+\]$|no newline at end of stdout\]$)/.test(line)
  const stdout = lines.filter((line) => !isMark(line)).map((line) => `${line}\n`)
  const stderr = lines.filter((line) => line.startsWith('[stderr]')).map((line) => `${line.slice(9)}\n`)
  const text = stdout.join('')
  return {
    stdout: lines.includes('[no newline at end of stdout]') ? text.slice(0, -1) : text,
    stderr: stderr.join(''),
    exitCode: Number(/^\[exit (\d+)\]$/m.exec(lines.join('\n'))?.[1] ?? 0),
    cut: /\[\.\.\. \d+ more/.test(lines.join('\n')),
  }
}

/** What no two runs share is made alike; the padding behind it goes, since it depends on how long that is. */
const masks: readonly [what: RegExp, as: string][] = [
  [/\bkubectl(-1\.20)?\b/g, 'kubelite'],
  [/\/home\/user\/\.kube\/config\b/g, '.kube/config'],
  [/(?<![0-9a-f])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-f])/g, 'UID'],
  [/\/\S*\/(LIVE|MERGED)-\d+/g, '/tmp/$1-N'],
  [/\b\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \+0000/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(Z| \+0000 UTC)/g, 'TIME'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME'],
  [/(?<=^|[ (])(?<!cpu: +)(\d+[ydhms]){1,2}(?=[\s)]|$)(?! *\(\d+%\))( *)/gm, 'AGE '],
  [/\b(AGE|Age|LAST SEEN|FIRST SEEN) +/g, '$1 '],
  [/(?<= )---- +/g, '---- '],
  [/\(x\d+ over AGE \) */g, ''],
  [/\bkube-api-access-[a-z0-9]{5}\b/g, 'kube-api-access-XXXXX'],
  [/\bresourceVersion: "\d+"/g, 'resourceVersion: "N"'],
  [/\b(Resource Version: +|resource version to be \d+, was )\d+/g, '$1N'],
  [/"resourceVersion":( ?)"\d+"/g, '"resourceVersion":$1"N"'],
  [/(pod-template-hash(?:=|: ))[a-z0-9]+/g, '$1HASH'],
  [/\b(api|recreate)-[bcdf0-9][a-z0-9]{7,9}(?=[ \n]|$)( *)/gm, '$1-HASH '],
  [/ +$/gm, ''],
  [/\n+$/, '\n'],
]

/** A text with the times, ages, uids, addresses and random names taken out. */
export function masked(text: string): string {
  return masks.reduce((rest, [what, as]) => rest.replace(what, as), escapeControls(text))
}

/** Control characters as the recorder wrote them: `\\x00`. */
function escapeControls(text: string): string {
  const isControl = (code: number) => code < 0x20 && code !== 0x09 && code !== 0x0a
  const written = (code: number) => `\\x${code.toString(16).padStart(2, '0')}`
  return [...text]
    .map((letter) => (isControl(letter.charCodeAt(0)) ? written(letter.charCodeAt(0)) : letter))
    .join('')
}
