/** Kustomizations beside what kustomize 5.7 makes of them. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildKustomization, KustomizeError } from '../../src/kustomize/build.ts'
import { toYamlDocuments } from '../../src/printers/yaml.ts'

const folder = join(import.meta.dirname, 'cases')

interface Case {
  title: string
  files: Map<string, string>
}

/** `##### title`, then `=== path` before each file; `=== stdout` and `=== stderr` hold what is to come. */
function readCases(file: string): Case[] {
  const text = readFileSync(join(folder, file), 'utf8')
  return text
    .split(/^##### /m)
    .slice(1)
    .map((chunk) => {
      const [title = '', ...parts] = chunk.split(/^=== /m)
      return { title: title.trim(), files: new Map(parts.map(readFile)) }
    })
}

function readFile(part: string): [name: string, text: string] {
  const end = part.indexOf('\n')
  return [part.slice(0, end).trim(), part.slice(end + 1)]
}

function withFiles<T>(files: ReadonlyMap<string, string>, work: (root: string) => T): T {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'kubelite-kustomize-')))
  try {
    for (const [name, text] of files) {
      if (name === 'stdout' || name === 'stderr') continue
      mkdirSync(dirname(join(root, name)), { recursive: true })
      writeFileSync(join(root, name), text)
    }
    return work(root)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

function build(root: string): { stdout: string; stderr: string } {
  let stderr = ''
  const warn = (line: string) => {
    stderr += `${line}\n`
  }
  try {
    const objects = buildKustomization('.', { cwd: root, restrictor: 'LoadRestrictionsRootOnly', warn })
    return { stdout: toYamlDocuments(objects), stderr }
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error
    const text = `error: ${error.message}`.replaceAll(root, 'ROOT')
    return { stdout: '', stderr: stderr + (text.endsWith('\n') ? text : `${text}\n`) }
  }
}

describe.each(readdirSync(folder))('kustomizations: %s', (file) => {
  it.each(readCases(file))('$title', ({ files }) => {
    const made = withFiles(files, build)
    expect(made).toEqual({ stdout: files.get('stdout') ?? '', stderr: files.get('stderr') ?? '' })
  })
})
