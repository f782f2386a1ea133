/** Makes src/generated out of the two packages that describe the API. Does nothing where it is up to date. */
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineTypes } from './define-types.js'
import { docsReader, readFreeTypes } from './read-docs.js'
import { modelReader, splitModelName } from './read-models.js'
import { readParameters, readResources } from './read-resources.js'
import { serveResources, writeResources } from './write-resources.js'
import { writeDocs, writeExchanged, writeSchemas } from './write-schemas.js'
import { writeTypes } from './write-types.js'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, '../../node_modules')
const client = join(modules, '@kubernetes/client-node')
const target = join(here, '../../src/generated')

function generate() {
  const resources = readResources(join(client, 'dist/gen/apis'))
  const readModel = modelReader(join(client, 'dist/gen/models'))
  const { definitions, nameOf } = defineTypes(resources, readModel, docsReader(modules))
  const served = serveResources(
    resources,
    nameOf,
    (/** @type {string} */ model) => splitModelName(model).name,
  )
  return {
    'types.ts': writeTypes(definitions, served),
    'resources.ts': writeResources(served),
    'schemas.ts': writeSchemas(definitions),
    'exchanged.ts': writeExchanged(definitions, readParameters(join(client, 'dist/gen/apis'))),
    'docs.ts': writeDocs(definitions, readFreeTypes(modules)),
  }
}

/** Changes whenever the packages or this generator do. */
function fingerprint() {
  const hash = createHash('sha256')
  for (const name of readdirSync(here).sort()) hash.update(readFileSync(join(here, name)))
  for (const name of [client, join(modules, 'kubernetes-models')])
    hash.update(readFileSync(join(name, 'package.json')))
  return hash.digest('hex')
}

/** @param {string} name */
function existing(name) {
  try {
    return readFileSync(join(target, name), 'utf8')
  } catch {
    return undefined
  }
}

/** A file appears whole or not at all, so that others may read while this runs. @param {string} name @param {string} text */
function write(name, text) {
  const temporary = join(target, `.${name}.${process.pid}`)
  writeFileSync(temporary, text)
  renameSync(temporary, join(target, name))
}

const stamp = fingerprint()
if (existing('stamp') !== stamp) {
  mkdirSync(target, { recursive: true })
  for (const [name, text] of Object.entries(generate())) write(name, text)
  write('stamp', stamp)
}
