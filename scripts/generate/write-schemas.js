/** Writes the schemas and, apart from them, the descriptions: each as one JSON text in a module of its own. */

/** @typedef {import('./define-types.js').Definition} Definition */

const SCHEMAS_HEADER = `/**
 * The structure of all types: JSON of name to { p: types of the properties, r: required ones, e: enums, g: the
 * name in Go where it differs, v: the version where it is not v1 }. Types are in the short form that
 * src/api/schema/schema.ts reads.
 * Made by \`npm run generate\`; do not edit.
 */
`
const DOCS_HEADER = `/**
 * The descriptions of all types: JSON of name to { d: of the type, p: of its properties }.
 * Made by \`npm run generate\`; do not edit.
 */
`

/** @param {Definition[]} definitions */
export function writeSchemas(definitions) {
  const json = JSON.stringify(
    Object.fromEntries(definitions.map((definition) => [definition.name, compact(definition)])),
  )
  return `${SCHEMAS_HEADER}export const schemasJson =\n  ${quoted(json)}\n`
}

/** @param {Definition} definition */
function compact({ name, goName, version, kind, fields }) {
  const required = fields.filter((field) => field.required).map((field) => field.name)
  const enums = fields.filter(
    (field) => field.enum.length > 0 && !(kind && field.name in { apiVersion: 0, kind: 0 }),
  )
  return {
    p: Object.fromEntries(fields.map((field) => [field.name, field.type])),
    ...(required.length > 0 && { r: required }),
    ...(enums.length > 0 && { e: Object.fromEntries(enums.map((field) => [field.name, field.enum])) }),
    ...(goName !== name && { g: goName }),
    ...(version !== 'v1' && { v: version }),
  }
}

/** @param {Definition[]} definitions @param {string} time @param {string} microTime what is said of the two types of times */
export function writeDocs(definitions, time, microTime) {
  const docs = definitions.map(({ name, description, fields }) => [
    name,
    { d: description, p: Object.fromEntries(fields.map((field) => [field.name, field.description])) },
  ])
  const json = JSON.stringify({ ...Object.fromEntries(docs), Time: { d: time }, MicroTime: { d: microTime } })
  return `${DOCS_HEADER}export const docsJson =\n  ${quoted(json)}\n`
}

/** A JavaScript string of the text, in the quotes that need the fewest escapes. @param {string} text */
function quoted(text) {
  return `'${text.replace(/[\\']/g, '\\$&').replace(/[\u2028\u2029]/g, escapeSeparator)}'`
}

/** @param {string} char */
function escapeSeparator(char) {
  return `\\u${char.charCodeAt(0).toString(16)}`
}
