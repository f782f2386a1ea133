/** Real manifests: defaulting them twice is as once, and those that a server accepts have no errors. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { kindModules } from '../../../src/api/kinds/index.ts'
import { decodeObject } from '../../../src/api/schema/decode.ts'
import { formatFieldError } from '../../../src/apimachinery/field-error.ts'
import { type KubeObject, parseApiVersion } from '../../../src/apimachinery/object.ts'
import { readDocuments } from '../../../src/apimachinery/yaml/read-documents.ts'
import { deepCopy, deepFreeze } from '../../../src/base/json.ts'
import { NOW } from './harness.ts'

const CORPUS = '../shared/corpus'
const present = existsSync(CORPUS)
if (!present) console.log(`skipped: ${CORPUS} is absent`)

function accepted(): string[] {
  const [head = '', ...rows] = readFileSync(join(CORPUS, 'index.tsv'), 'utf8').trim().split('\n')
  const column = head.split('\t').indexOf('expected')
  return rows
    .map((row) => row.split('\t'))
    .filter((cells) => cells[column] === 'accepted')
    .map(([file = '']) => file)
}

async function objectsOf(file: string): Promise<{ definition: KindDefinition; object: KubeObject }[]> {
  const found: { definition: KindDefinition; object: KubeObject }[] = []
  for await (const { value } of readDocuments(readFileSync(join(CORPUS, file)))) {
    const document = value as { items?: unknown[] } | null
    for (const item of document?.items ?? [document]) {
      const raw = item as KubeObject | null
      if (!raw?.kind || !raw.apiVersion) continue
      const { group, version } = parseApiVersion(raw.apiVersion)
      const definition = await (
        kindModules[group === '' ? raw.kind : `${raw.kind}.${group}`] ?? kindModules[raw.kind]
      )?.()
      if (definition?.group !== group || definition.conversions?.[version]) continue
      const object = (await decodeObject({ group, version, kind: raw.kind }, raw, {
        mode: 'Ignore',
      })) as KubeObject
      found.push({
        definition,
        object: { ...object, metadata: { namespace: 'default', uid: 'u', ...object.metadata } },
      })
    }
  }
  return found
}

describe.skipIf(!present)('the manifests of the corpus', () => {
  it.each(present ? accepted() : [])('%s', async (file) => {
    for (const { definition, object } of await objectsOf(file)) {
      definition.defaults?.(object)
      const once = deepCopy(object)
      definition.defaults?.(object)
      expect(object).toEqual(once)
      definition.prepareCreate?.(object, { now: NOW })
      const errors = [
        ...(definition.validate?.(deepFreeze(object)) ?? []),
        ...(definition.validateCreate?.(object) ?? []),
      ]
      expect(errors.map(formatFieldError)).toEqual([])
    }
  })
})
