/** Real manifests are read and decoded, where the collection of them is at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { decodeStructured } from '../../../src/api/schema/decode.ts'
import { decodeCustomObject } from '../../../src/api/schema/decode-custom.ts'
import { loadSchema } from '../../../src/api/schema/load-schema.ts'
import { validateStructuralSchema } from '../../../src/api/schema/structural-schema.ts'
import { parseApiVersion, type Unstructured } from '../../../src/apimachinery/object.ts'
import { readDocuments } from '../../../src/apimachinery/yaml/read-documents.ts'
import type { CustomResourceDefinition } from '../../../src/generated/types.ts'

const CORPUS = '../shared/corpus'
const isHere = existsSync(`${CORPUS}/index.tsv`)

async function readFile(file: string): Promise<Unstructured[]> {
  const objects: Unstructured[] = []
  for await (const { value } of readDocuments(readFileSync(`${CORPUS}/${file}`))) {
    const object = value as Unstructured & { items?: Unstructured[] }
    objects.push(...(object.kind === 'List' ? (object.items ?? []) : [object]))
  }
  return objects
}

async function readAll(): Promise<Unstructured[]> {
  const rows = readFileSync(`${CORPUS}/index.tsv`, 'utf8').trim().split('\n').slice(1)
  return (await Promise.all(rows.map((row) => readFile(row.split('\t')[0] ?? '')))).flat()
}

function gvkOf({ apiVersion, kind }: Unstructured) {
  return { ...parseApiVersion(apiVersion), kind }
}

describe.skipIf(!isHere)(`the manifests of ${CORPUS} (skipped where that folder is absent)`, () => {
  test('decode strictly, and their decoded form decodes to itself', async () => {
    let decoded = 0
    for (const object of await readAll()) {
      const schema = await loadSchema(gvkOf(object))
      if (schema === undefined) continue
      const once = decodeStructured(schema, object)
      expect(decodeStructured(schema, once)).toEqual(once)
      decoded++
    }
    expect(decoded).toBeGreaterThan(250)
  })

  test('hold definitions that are structural, whose objects pass', async () => {
    const objects = await readAll()
    const definitions = objects.filter(
      ({ kind }) => kind === 'CustomResourceDefinition',
    ) as unknown as CustomResourceDefinition[]
    for (const { spec } of definitions)
      for (const { schema } of spec.versions)
        if (schema?.openAPIV3Schema)
          expect(validateStructuralSchema(schema.openAPIV3Schema, 'schema')).toEqual([])
    for (const object of objects) {
      const { group, version, kind } = gvkOf(object)
      const definition = definitions.find(({ spec }) => spec.group === group && spec.names.kind === kind)
      if (definition === undefined || !definition.spec.versions.some(({ name }) => name === version)) continue
      expect(await decodeCustomObject(definition, version, object)).toMatchObject({ kind })
    }
    expect(definitions.length).toBeGreaterThan(0)
  })
})
