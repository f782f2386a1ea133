/** Writes the TypeScript interfaces of all types of the API, and the map from kind names to them. */

/** @typedef {import('./define-types.js').Definition} Definition */

const SCALARS = {
  s: 'string',
  i: 'number',
  l: 'number',
  f: 'number',
  b: 'boolean',
  y: 'string',
  t: 'string',
  u: 'string',
  q: 'string',
  x: 'number | string',
  '*': 'unknown',
  '#': 'Record<string, never>',
}

/** Types that src/apimachinery declares by hand, since code that knows no kind uses them. */
const SHARED = ['ObjectMeta', 'OwnerReference']

const HEADER = `/**
 * The types of the built-in kinds of Kubernetes 1.36. Made by \`npm run generate\`; do not edit.
 *
 * A type has its plain name unless two share it. Then the newest version keeps the plain name; among equals the one
 * that is a kind does, else the core group's. The others are told apart by version (HorizontalPodAutoscalerV1) or
 * by group (EventsEvent, DiscoveryEndpointPort). Times and quantities are strings.
 */
import type { ${SHARED.join(', ')} } from '../apimachinery/object.ts'

export type { ${SHARED.join(', ')} }
`

/** @param {Definition[]} definitions @param {import('./write-resources.js').ServedResource[]} resources */
export function writeTypes(definitions, resources) {
  const written = definitions.filter(({ name, stored }) => stored && !SHARED.includes(name))
  return [HEADER, ...written.map(writeInterface), writeKindMap(resources)].join('\n')
}

/** @param {Definition} definition */
function writeInterface({ name, kind, description, fields }) {
  const lines = fields.map((field) => `${comment(field.description, '  ')}  ${member(field, kind)}\n`)
  return `${comment(description, '')}export interface ${name} {\n${lines.join('')}}\n`
}

/**
 * What every object has is required in kinds, whatever the schema says.
 * @param {import('./define-types.js').Field} field @param {boolean} kind
 */
function member(field, kind) {
  const identity = kind && ['apiVersion', 'kind', 'metadata'].includes(field.name)
  const key = /^\w+$/.test(field.name) ? field.name : `'${field.name}'`
  return `${key}${field.required || identity ? '' : '?'}: ${typeText(field.type)}`
}

/** @param {string} type @returns {string} */
function typeText(type) {
  if (type.startsWith('{}')) return `Record<string, ${typeText(type.slice(2))}>`
  if (type.startsWith('[]')) {
    const item = typeText(type.slice(2))
    return item.includes(' ') ? `(${item})[]` : `${item}[]`
  }
  return SCALARS[/** @type {'s'} */ (type)] ?? type.slice(1)
}

/** @param {string} text @param {string} indent */
function comment(text, indent) {
  if (text === '') return ''
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  if (lines.length === 1) return `${indent}/** ${lines[0]} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`
}

/** @param {import('./write-resources.js').ServedResource[]} resources */
function writeKindMap(resources) {
  /** @type {Map<string, { group: string, definition: string }>} */
  const kinds = new Map()
  for (const { kind, group, definition } of resources) {
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, { group, definition })
    else if (known.group !== group) kinds.set(`${kind}.${group}`, { group, definition })
  }
  const entries = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1))
  const lines = entries.map(
    ([kind, { definition }]) => `  ${/^\w+$/.test(kind) ? kind : `'${kind}'`}: ${definition}\n`,
  )
  return `/** The type of each kind, by the name under which it is asked for. */\nexport interface KindMap {\n${lines.join('')}}\n`
}
