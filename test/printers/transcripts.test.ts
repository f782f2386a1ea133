/** Every YAML and JSON document that a real kubectl printed comes out the same when printed again. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { toJson } from '../../src/printers/json.ts'
import { toYaml } from '../../src/printers/yaml.ts'

const FOLDER = new URL('../../../shared/reference/transcripts/', import.meta.url)
const isPresent = existsSync(FOLDER)

interface Document {
  name: string
  text: string
}

/** The standard output of each command, without those that the recorder has cut. */
function outputs(): Document[] {
  return readdirSync(FOLDER)
    .filter((file) => /^\d.*\.txt$/.test(file))
    .flatMap((file) => readOutputs(file))
}

function readOutputs(file: string): Document[] {
  const text = readFileSync(new URL(file, FOLDER), 'utf8')
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((block) => ({ name: `${file}: ${block.slice(0, block.indexOf('\n'))}`, text: outputOf(block) }))
    .filter((document) => !/\[\.\.\. \d+ more|^\[stderr\]|^\[exit|^\[no newline/m.test(document.text))
}

function outputOf(block: string): string {
  return `${block.slice(block.indexOf('\n') + 1).trimEnd()}\n`
}

/** A recorder's remark or a pipe through another tool is no document of kubectl's. */
function isWhole(document: Document): boolean {
  return !/^# /m.test(document.text) && !/ \| /.test(document.name)
}

const all = isPresent ? outputs().filter(isWhole) : []
const yaml = all.filter(({ name, text }) => / -o=?\s?yaml/.test(name) && text.startsWith('apiVersion: '))
const json = all.filter(({ name, text }) => / -o=?\s?json\b/.test(name) && text.startsWith('{\n    "'))

describe.skipIf(!isPresent)('recorded documents (skipped where the recordings are absent)', () => {
  it('are many', () => {
    expect(yaml.length).toBeGreaterThan(20)
    expect(json.length).toBeGreaterThan(2)
  })

  it.each(yaml)('prints the YAML of $name again', ({ text }) => {
    const documents = text.split(/^---\n/m).filter((document) => document.trim() !== '')
    for (const document of documents) {
      const value: unknown = parse(document, { version: '1.2', schema: 'core' })
      expect(toYaml(value)).toBe(`${document.trimEnd()}\n`)
    }
  })

  it.each(json)('prints the JSON of $name again', ({ text }) => {
    // What kubectl makes itself begins with the kind, as Go's struct does.
    expect(toJson(JSON.parse(text), text.startsWith('{\n    "kind"') ? 'given' : 'sorted')).toBe(text)
  })
})
