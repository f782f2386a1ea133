/** kubectl's text about a type or a field. */
import type { GroupVersionKind } from '../../api/resource.ts'
import type { ExplainField, ExplainType } from './types.ts'
import { indentText, wrapText } from './wrap.ts'

/** So many values of an enum are told in a list of fields. */
const SHORT_ENUM = 4

/** The lines that every answer begins with. */
export function renderHeader({ group, kind, version }: GroupVersionKind): string {
  return `${group === '' ? '' : `GROUP:      ${group}\n`}KIND:       ${kind}\nVERSION:    ${version}\n\n`
}

/** What follows the header: the field that the path leads to (if any), its description, its fields. */
export function renderType(type: ExplainType, field: ExplainField | undefined, recursive: boolean): string {
  const texts = field?.description ? [field.description, ...type.descriptions] : type.descriptions
  const description = texts.length === 0 ? '<empty>' : texts.map((text) => `${text}\n`).join('')
  const list = renderFields(type, 1, recursive, new Set())
  return [
    field === undefined ? '' : renderSubject(field),
    `DESCRIPTION:\n${indentText(wrapText(description, 76), 4)}\n`,
    list === '' ? '' : `FIELDS:\n${list}`,
    '\n',
  ].join('')
}

/** Follows a path of field names. Undefined where a name does not exist. */
export function findField(type: ExplainType, path: readonly string[]): ExplainField | undefined {
  let field: ExplainField | undefined
  let fields = type.fields()
  for (const name of path) {
    field = fields.find((each) => each.name === name)
    if (field === undefined) return undefined
    fields = field.type.fields()
  }
  return field
}

function renderSubject(field: ExplainField): string {
  const values = field.enum.map((value) => `\n    ${value === '' ? '""' : value}`).join('')
  return `FIELD: ${field.name} <${field.type.label}>\n${values === '' ? '' : `ENUM:${values}`}\n\n`
}

/** The fields one below the other; the fields within them too if `recursive`, each type once on the way down. */
function renderFields(
  type: ExplainType,
  level: number,
  recursive: boolean,
  above: ReadonlySet<string>,
): string {
  if (type.identity !== undefined && above.has(type.identity)) return ''
  const path = type.identity === undefined ? above : new Set([...above, type.identity])
  return type
    .fields()
    .map((field) => {
      const line = renderField(field, level)
      return recursive
        ? line + renderFields(field.type, level + 1, true, path)
        : `${line}${indentText(wrapText(field.description || '<no description>', 78 - 2 * level), 2 * level + 2)}\n\n`
    })
    .join('')
}

function renderField(field: ExplainField, level: number): string {
  const indent = ' '.repeat(2 * level)
  const required = field.required ? ' -required-' : ''
  return `${indent}${field.name}\t<${field.type.label}>${required}${shortEnum(field.enum, indent)}\n`
}

function shortEnum(values: readonly string[], indent: string): string {
  if (values.length === 0) return ''
  const shown = values.slice(0, SHORT_ENUM).map((value) => value || '""')
  return `\n${indent}enum: ${shown.join(', ')}${values.length > SHORT_ENUM ? ', ....' : ''}`
}
