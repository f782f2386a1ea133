/** kubectl's older text about a type or a field, `--output=plaintext-openapiv2` (kubectl, pkg/explain/model_printer.go). */
import type { GroupVersionKind } from '../../api/resource.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import type { ExplainField, ExplainType } from './types.ts'
import { wrapWords } from './wrap.ts'

/** Lines are broken at this column, whatever they are indented by. */
const WIDTH = 80
const DESCRIPTION_INDENT = 5
const FIELD_INDENT = 3

/** All that is said of the type, or of the field that the path led to. */
export function renderOpenApiV2(
  kind: GroupVersionKind,
  type: ExplainType,
  field: ExplainField | undefined,
  recursive: boolean,
): string {
  const fields = fieldsOf(type)
  const list = recursive ? fieldTree(type, FIELD_INDENT, new Set()) : fields.map(describeField).join('')
  return [
    `KIND:     ${kind.kind}\nVERSION:  ${formatApiVersion(kind.group, kind.version)}\n\n`,
    field === undefined ? '' : subject(field),
    `DESCRIPTION:\n${descriptions(type, field)}`,
    fields.length > 0 ? `\nFIELDS:\n${list}` : '',
  ].join('')
}

/** What may hold anything is not named. */
function subject({ name, type }: ExplainField): string {
  if (hasFields(type)) return `RESOURCE: ${name} <${type.form}>\n\n`
  return isAny(type) ? '' : `FIELD:    ${name} <${type.form}>\n\n`
}

/** What may hold anything has no fields there, though something may be known of it. */
function fieldsOf(type: ExplainType): readonly ExplainField[] {
  return isAny(type) ? [] : type.fields()
}

/** Is something known of its fields? */
export function hasFields(type: ExplainType): boolean {
  return fieldsOf(type).length > 0
}

function isAny({ form }: ExplainType): boolean {
  return form === '' || form.endsWith(']')
}

/** Of the field and of its types; a blank line stands before each but the first, be there a first one or not. */
function descriptions(type: ExplainType, field: ExplainField | undefined): string {
  const texts = [...(field === undefined ? [] : [field.description]), ...type.descriptions]
  if (type.isOpen) texts.push(texts.at(-1) ?? '')
  const shown = texts.map((text, index) =>
    text === '' ? '' : (index > 0 ? '\n' : '') + indented(text, DESCRIPTION_INDENT),
  )
  return shown.join('') || indented('<empty>', DESCRIPTION_INDENT)
}

function describeField({ name, description, required, type }: ExplainField): string {
  const line = `${' '.repeat(FIELD_INDENT)}${name}\t<${type.form}>${required ? ' -required-' : ''}\n`
  return `${line}${indented(description, DESCRIPTION_INDENT)}\n`
}

/** The fields and those within them, each type once on the way down. */
function fieldTree(type: ExplainType, indent: number, above: ReadonlySet<string>): string {
  if (type.identity !== undefined && above.has(type.identity)) return ''
  const path = type.identity === undefined ? above : new Set([...above, type.identity])
  return fieldsOf(type)
    .map(
      (field) =>
        `${' '.repeat(indent)}${field.name}\t<${field.type.form}>\n${fieldTree(field.type, indent + FIELD_INDENT, path)}`,
    )
    .join('')
}

/** The text in lines, each ended, and moved to the right unless it is empty. */
function indented(text: string, indent: number): string {
  return wrapWords(text, WIDTH - indent)
    .map((line) => (line === '' ? '\n' : `${' '.repeat(indent)}${line}\n`))
    .join('')
}
