/** JSONPath templates in kubectl's dialect: parse once, find values in or print many objects. */
import { quote } from '../../apimachinery/go-format.ts'
import { formatSyntax, formatValue } from '../go-value.ts'
import { toCompactJson, toJson } from '../json.ts'
import { PrintError } from '../print-error.ts'
import { findResults } from './evaluate.ts'
import { JsonPathError } from './nodes.ts'
import { parseTemplate } from './parser.ts'

/** How to treat a template's misses and results. */
export interface JsonPathOptions {
  /** A key that is nowhere is no error (kubectl's default). */
  allowMissingKeys?: boolean
}

/** A parsed template. */
export interface JsonPath {
  /** The values found, one list per text and pair of braces. Throws JsonPathError with client-go's text. */
  find(data: unknown): unknown[][]
}

/** Parses a template. Throws JsonPathError with client-go's text. */
export function compileJsonPath(template: string, options: JsonPathOptions = {}): JsonPath {
  const parsed = parseTemplate(template)
  const allowMissingKeys = options.allowMissingKeys ?? true
  return { find: (data) => findResults(parsed, data, allowMissingKeys) }
}

/**
 * The printer of `-o jsonpath` (with `asJson`: of `-o jsonpath-as-json`): a function from an object to its
 * output. Both steps throw PrintError with kubectl's text.
 */
export function jsonPathPrinter(
  template: string,
  options: JsonPathOptions & { asJson?: boolean } = {},
): (object: unknown) => string {
  const path = compileOrFail(template, options)
  const print = options.asJson === true ? (results: unknown[]) => toJson(results) : printResults
  return (object) => {
    try {
      return path.find(object).map(print).join('')
    } catch (error) {
      if (error instanceof JsonPathError) throw executionError(template, object, error)
      throw error
    }
  }
}

function compileOrFail(template: string, options: JsonPathOptions): JsonPath {
  try {
    return compileJsonPath(template, options)
  } catch (error) {
    if (error instanceof JsonPathError)
      throw new PrintError(`error parsing jsonpath ${template}, ${error.message}`)
    throw error
  }
}

function executionError(template: string, object: unknown, error: JsonPathError): PrintError {
  const details =
    `Error executing template: ${error.message}. Printing more information for debugging the template:\n` +
    `\ttemplate was:\n\t\t${template}\n` +
    `\tobject given to jsonpath engine was:\n\t\t${formatSyntax(object)}\n\n`
  return new PrintError(`error executing jsonpath ${quote(template)}: ${details}\n`)
}

function printResults(results: unknown[]): string {
  return results.map(printResult).join(' ')
}

/** Maps, lists and null print as JSON, everything else as Go prints it. */
function printResult(value: unknown): string {
  return typeof value === 'object' ? toCompactJson(value) : formatValue(value)
}
