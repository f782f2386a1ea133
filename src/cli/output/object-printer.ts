/** Prints whole objects in the format of -o, as text to be written to standard output. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Unstructured } from '../../apimachinery/object.ts'
import { isJsonObject } from '../../base/json.ts'
import type { KeyOrder } from '../../printers/json.ts'
import { isPrintError } from '../../printers/print-error.ts'
import { CliError } from '../errors.ts'
import { reason } from '../resources/files.ts'
import type { Output } from '../streams.ts'
import type { Format } from './format.ts'

/** What of the command's options matters to printing. */
export interface PrintOptions {
  cwd: string
  showManagedFields?: boolean
  allowMissingTemplateKeys?: boolean
  noHeaders?: boolean
  /** How JSON orders the keys of objects: those that kubectl knows the types of stand as declared. */
  keyOrder?: KeyOrder
  /** The objects are of types that kubectl knows: their fields stand as declared, empty ones among them. */
  typed?: boolean
}

/** Writes one object (or list) to the output. Throws CliError with kubectl's text. */
export type ObjectPrinter = (object: object, output: Output) => void

/** A printer for a format. What the format needs is loaded here, and files of templates are read. */
export async function createObjectPrinter(format: Format, options: PrintOptions): Promise<ObjectPrinter> {
  const render = await translateErrors(() =>
    options.typed ? createTypedRenderer(format, options) : createRenderer(format, options),
  )
  return (object, output) => {
    try {
      output.stdout(render(object))
    } catch (error) {
      if (!isPrintError(error)) throw error
      output.stdout(error.output)
      throw new CliError(error.message, { cause: error })
    }
  }
}

type Renderer = (object: object) => string

async function createTypedRenderer(format: Format, options: PrintOptions): Promise<Renderer> {
  const { typedForm } = await import('../../api/schema/typed-form.ts')
  const render = await createRenderer(format, { ...options, keyOrder: 'given' })
  return (object) => render(typedForm(object as Unstructured))
}

async function createRenderer({ name, text }: Format, options: PrintOptions): Promise<Renderer> {
  const allowMissingKeys = options.allowMissingTemplateKeys ?? true
  switch (name) {
    case 'json':
      return jsonRenderer(options)
    case 'yaml':
      return yamlRenderer(options)
    case 'kyaml':
      return kyamlRenderer(options)
    case 'name':
      return nameRenderer()
    case 'jsonpath':
    case 'jsonpath-as-json':
    case 'jsonpath-file': {
      const { jsonPathPrinter } = await import('../../printers/jsonpath/jsonpath.ts')
      const template = name === 'jsonpath-file' ? readTemplate('--template ', text, options) : text
      return jsonPathPrinter(template, { allowMissingKeys, asJson: name === 'jsonpath-as-json' })
    }
    case 'go-template':
    case 'go-template-file': {
      const { goTemplatePrinter } = await import('../../printers/go-template/go-template.ts')
      const template = name === 'go-template-file' ? readTemplate('--template ', text, options) : text
      return goTemplatePrinter(template, { allowMissingKeys })
    }
    default:
      return columnsRenderer(name, text, options)
  }
}

async function jsonRenderer({ showManagedFields, keyOrder }: PrintOptions): Promise<Renderer> {
  const { toJson } = await import('../../printers/json.ts')
  return (object) => toJson(showManagedFields ? object : withoutManagedFields(object), keyOrder)
}

/** Several objects in a row are documents of one stream. */
async function yamlRenderer({ showManagedFields }: PrintOptions): Promise<Renderer> {
  const { toYaml, YAML_SEPARATOR } = await import('../../printers/yaml.ts')
  let count = 0
  return (object) => {
    const separator = count++ > 0 ? YAML_SEPARATOR : ''
    return separator + toYaml(showManagedFields ? object : withoutManagedFields(object))
  }
}

async function kyamlRenderer({ showManagedFields, keyOrder }: PrintOptions): Promise<Renderer> {
  const { toKyaml } = await import('../../printers/kyaml.ts')
  return (object) => toKyaml(showManagedFields ? object : withoutManagedFields(object), keyOrder)
}

async function nameRenderer(): Promise<Renderer> {
  const { formatName } = await import('../../printers/name.ts')
  return (object) =>
    itemsOf(object)
      .map((item) => `${formatName(item)}\n`)
      .join('')
}

async function columnsRenderer(name: string, text: string, options: PrintOptions): Promise<Renderer> {
  const columns = await import('../../printers/custom-columns.ts')
  const spec =
    name === 'custom-columns'
      ? columns.parseCustomColumns(text)
      : columns.parseCustomColumnsFile(readTemplate('template ', text, options))
  return (object) =>
    columns.printCustomColumns(spec, itemsOf(object), { noHeaders: options.noHeaders ?? false })
}

function readTemplate(what: string, path: string, { cwd }: PrintOptions): string {
  try {
    return readFileSync(resolve(cwd, path), 'utf8')
  } catch (error) {
    throw new CliError(`error reading ${what}${path}, open ${path}: ${reason(error)}`)
  }
}

/** The items of a list, or the object alone. */
function itemsOf(object: object): object[] {
  return 'items' in object && Array.isArray(object.items) ? object.items : [object]
}

/** The object, or all objects of the list, without metadata.managedFields. */
export function withoutManagedFields<T extends object>(object: T): T {
  if ('items' in object && Array.isArray(object.items))
    return { ...object, items: object.items.map((item) => withoutManagedFields(item)) }
  if (!('metadata' in object) || !isJsonObject(object.metadata) || !('managedFields' in object.metadata))
    return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

async function translateErrors<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    if (isPrintError(error)) throw new CliError(error.message, { cause: error })
    throw error
  }
}
