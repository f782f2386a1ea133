/** Writes the schemas and, apart from them, the descriptions: each as one text in a module of its own. */

/** @typedef {import('./define-types.js').Definition} Definition */

const SCHEMAS_HEADER = `/**
 * The structure of all types: a line each, its name and { p: types of the properties, r: required ones, e: enums,
 * g: the name in Go where it differs, v: the version where it is not v1 }. Types are in the short form that
 * src/api/schema/schema.ts reads; a line is parsed when its type is first needed.
 * Made by \`npm run generate\`; do not edit.
 */
`
const DOCS_HEADER = `/**
 * The descriptions of all types: a line each, its name and { d: of the type, p: of its properties }.
 * Made by \`npm run generate\`; do not edit.
 */
`

/** @param {Definition[]} definitions */
export function writeSchemas(definitions) {
  const lines = definitions.map((definition) => `${definition.name} ${JSON.stringify(compact(definition))}\n`)
  return `${SCHEMAS_HEADER}export const schemasText =\n  ${quoted(`\n${lines.join('')}`)}\n`
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

/**
 * @param {Definition[]} definitions
 * @param {string} time what is said of the type of times
 * @param {string} microTime and of those with microseconds
 */
export function writeDocs(definitions, time, microTime) {
  const lines = definitions.map((definition) => `${definition.name} ${JSON.stringify(docsOf(definition))}\n`)
  lines.push(
    `Time ${JSON.stringify({ d: time, p: {} })}\n`,
    `MicroTime ${JSON.stringify({ d: microTime, p: {} })}\n`,
  )
  return `${DOCS_HEADER}export const docsText =\n  ${quoted(`\n${lines.join('')}`)}\n`
}

/** @param {Definition} definition */
function docsOf({ description, fields }) {
  return { d: description, p: Object.fromEntries(fields.map((field) => [field.name, field.description])) }
}

/** A JavaScript string of the text, in the quotes that need the fewest escapes. @param {string} text */
function quoted(text) {
  return `'${text
    .replace(/[\\']/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replace(/[\u2028\u2029]/g, escapeSeparator)}'`
}

/** @param {string} char */
function escapeSeparator(char) {
  return `\\u${char.charCodeAt(0).toString(16)}`
}
