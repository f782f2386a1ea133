/** Real manifests: what the API server accepts passes validation, what it calls invalid does not. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { kindModules } from '../../../src/api/kinds/index.ts'
import { formatFieldError } from '../../../src/apimachinery/field-error.ts'
import { type KubeObject, parseApiVersion } from '../../../src/apimachinery/object.ts'
import { NOW } from './harness.ts'

const folder = new URL('../../../../shared/corpus/', import.meta.url)
const isThere = existsSync(folder)

interface Row {
  file: string
  why: string
}

function rows(): Row[] {
  const [, ...lines] = readFileSync(new URL('index.tsv', folder), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const cells = line.split('\t')
    return { file: cells[0] ?? '', why: cells.at(-1) ?? '' }
  })
}

function objectsOf(file: string): KubeObject[] {
  const documents = parseAllDocuments(readFileSync(new URL(file, folder), 'utf8'), {
    version: '1.1',
    uniqueKeys: false,
    logLevel: 'silent',
  })
  const values = (Array.isArray(documents) ? documents : []).map(
    (document) => document.toJS() as KubeObject | null,
  )
  return values.flatMap((value) => {
    if (value === null) return []
    return value.kind === 'List' ? ((value as KubeObject & { items: KubeObject[] }).items ?? []) : [value]
  })
}

/** As decoding does it: null is as if absent. */
function withoutNulls<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutNulls) as T
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, item]) => item !== null)
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutNulls(item)])) as T
}

async function errorsOf(object: KubeObject): Promise<string[]> {
  const definition = (await kindModules[object.kind]?.()) as KindDefinition | undefined
  const { group, version } = parseApiVersion(object.apiVersion)
  if (!definition || definition.group !== group) return []
  const copy = (definition.conversions?.[version]?.toStored(object as never) ?? object) as KubeObject
  definition.defaults?.(copy)
  definition.prepareCreate?.(copy, { now: NOW })
  return [...(definition.validate?.(copy) ?? []), ...(definition.validateCreate?.(copy) ?? [])].map(
    formatFieldError,
  )
}

describe.skipIf(!isThere)('the manifests of ../shared/corpus (skipped where that folder is absent)', () => {
  it.each(isThere ? rows() : [])('$file is judged as the API server judges it', async ({ file, why }) => {
    for (const object of objectsOf(file).map(withoutNulls)) {
      const errors = await errorsOf(object)
      const refusal = why
        .split(' | ')
        .find((part) => part.includes(`${object.kind}/${object.metadata.name}:`))
      if (refusal?.includes(' is invalid')) expect(errors.length).toBeGreaterThan(0)
      else expect(errors).toEqual([])
    }
  })
})
