/** Go templates as `-o go-template` takes them. */
import { quote } from '../../apimachinery/go-format.ts'
import { formatValue } from '../go-value.ts'
import { toCompactJson } from '../json.ts'
import { PrintError } from '../print-error.ts'
import { execute } from './evaluate.ts'
import { FUNCTIONS } from './functions.ts'
import { type ParsedTemplate, parseTemplate } from './parser.ts'
import { TemplateError } from './template-error.ts'

const NAME = 'output'
const FUNCTION_NAMES: ReadonlySet<string> = new Set(FUNCTIONS.keys())

/**
 * The printer of `-o go-template`: a function from an object to its output. Both steps throw PrintError with
 * kubectl's text; that of the second step carries as `output` what kubectl prints before it: the output so far
 * and the details for debugging. Templates reach nothing but the object, and end within fixed bounds.
 */
export function goTemplatePrinter(
  template: string,
  options: { allowMissingKeys?: boolean } = {},
): (object: unknown) => string {
  const parsed = parseOrFail(template)
  const allowMissingKeys = options.allowMissingKeys ?? true
  return (object) => {
    const { output, error } = execute(parsed, object, allowMissingKeys)
    if (!error) return output
    const details = describeFailure(template, object, error.message)
    throw new PrintError(`error executing template ${quote(template)}: ${error.message}`, output + details)
  }
}

function parseOrFail(template: string): ParsedTemplate {
  try {
    return parseTemplate(NAME, template, FUNCTION_NAMES)
  } catch (error) {
    if (error instanceof TemplateError)
      throw new PrintError(`error parsing template ${template}, ${error.message}`)
    throw error
  }
}

function describeFailure(template: string, object: unknown, message: string): string {
  return (
    `Error executing template: ${message}. Printing more information for debugging the template:\n` +
    `\ttemplate was:\n\t\t${template}\n` +
    `\traw data was:\n\t\t${toCompactJson(object)}\n` +
    `\tobject given to template engine was:\n\t\t${formatValue(object)}\n\n`
  )
}
