/** Objects of kinds without a description of their own: every field under a readable title, as kubectl prints them. */
import type { KubeObject } from '../../apimachinery/object.ts'
import type { DescribeContext } from '../describe-context.ts'
import { writeEvents } from './events.ts'
import { writeMetadata, writeNames } from './metadata.ts'
import { createDescribeWriter, type DescribeWriter } from './writer.ts'

/** What stands above the fields, or is of no interest. */
const SKIPPED = new Set([
  '.metadata.managedFields',
  '.metadata.name',
  '.metadata.namespace',
  '.metadata.labels',
  '.metadata.annotations',
])
const ACRONYMS = new Set(['API', 'URL', 'UID', 'OSB', 'GUID'])

/** The whole description: names, labels, annotations, all other fields sorted by name, events. */
export async function describeUnstructured(object: KubeObject, context: DescribeContext): Promise<string> {
  const writer = createDescribeWriter()
  writeNames(writer, object)
  writeMetadata(writer, object)
  writeFields(writer, 0, { ...object }, '')
  await writeEvents(writer, context, object)
  return writer.toString()
}

function writeFields(writer: DescribeWriter, level: number, content: object, path: string): void {
  const fields = Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1))
  for (const [field, value] of fields) {
    const fieldPath = `${path}.${field}`
    if (value === undefined || SKIPPED.has(fieldPath)) continue
    writeField(writer, level, field, value, fieldPath)
  }
}

function writeField(
  writer: DescribeWriter,
  level: number,
  field: string,
  value: unknown,
  path: string,
): void {
  const label = labelFor(field)
  if (typeof value !== 'object' || value === null) {
    writer.line(level, `${label}:\t${value === null ? '<nil>' : value}`)
    return
  }
  writer.line(level, `${label}:`)
  if (!Array.isArray(value)) {
    writeFields(writer, level + 1, value, path)
    return
  }
  for (const item of value as unknown[]) {
    if (typeof item === 'object' && item !== null && !Array.isArray(item))
      writeFields(writer, level + 1, item, path)
    else writer.line(level + 1, goValue(item))
  }
}

/** A value of a list as Go's `%v` prints it. */
function goValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`
  return value === null ? '<nil>' : String(value)
}

/** `creationTimestamp` as `Creation Timestamp`; names with other characters than letters and dashes as they are. */
export function labelFor(field: string): string {
  if (!/^[\p{L}-]*$/u.test(field)) return field
  return splitCamelCase(field).map(titled).join(' ')
}

function titled(part: string): string {
  const upper = part.toUpperCase()
  return ACRONYMS.has(upper) ? upper : upper.charAt(0) + upper.slice(1).toLowerCase()
}

/** Runs of one class of letters; the last capital of several belongs to the word that follows. */
function splitCamelCase(field: string): string[] {
  return field.match(/\p{Lu}+(?!\p{Ll})|\p{Lu}\p{Ll}*|\p{Ll}+|-+|[^\p{Lu}\p{Ll}-]+/gu) ?? []
}
