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
 * The descriptions of all types: a line each, its name and { d: of the type, p: of its properties, m: the name of the
 * type in OpenAPI documents }.
 * Made by \`npm run generate\`; do not edit.
 */
`
const EXCHANGED_HEADER = `/**
 * The structure of the types that no object holds, but requests and answers do: lists, Status, options. In the form of
 * schemas.ts. And the descriptions of what requests say behind their path.
 * Made by \`npm run generate\`; do not edit.
 */
`

/** @param {Definition[]} definitions */
export function writeSchemas(definitions) {
  const stored = definitions.filter((definition) => definition.stored)
  return `${SCHEMAS_HEADER}export const schemasText =\n  ${quoted(structures(stored))}\n`
}

/** @param {Definition[]} definitions @param {Record<string, string>} parameters their descriptions by their names */
export function writeExchanged(definitions, parameters) {
  const exchanged = definitions.filter((definition) => !definition.stored)
  const docs = JSON.stringify(parameters, undefined, 2)
  return `${EXCHANGED_HEADER}export const exchangedText =\n  ${quoted(structures(exchanged))}

/** By the names of the parameters. */
export const parameterDocs: Readonly<Record<string, string>> = ${docs}
`
}

/** @param {Definition[]} definitions */
function structures(definitions) {
  const lines = definitions.map((definition) => `${definition.name} ${JSON.stringify(compact(definition))}\n`)
  return `\n${lines.join('')}`
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
 * @param {{ name: string, openApiName: string, description: string }[]} freeTypes
 */
export function writeDocs(definitions, freeTypes) {
  const all = [...definitions, ...freeTypes.map((type) => ({ ...type, fields: [] }))]
  const lines = all.map((definition) => `${definition.name} ${JSON.stringify(docsOf(definition))}\n`)
  return `${DOCS_HEADER}export const docsText =\n  ${quoted(`\n${lines.join('')}`)}\n`
}

/** @param {Pick<Definition, 'description' | 'fields' | 'openApiName'>} definition */
function docsOf({ description, fields, openApiName }) {
  const properties = Object.fromEntries(fields.map((field) => [field.name, field.description]))
  return { d: description, p: properties, m: openApiName }
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
