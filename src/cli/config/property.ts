/** Properties of a kubeconfig by their path, `contexts.dev.namespace`. Source: kubectl, cmd/config/{set,navigation_step_parser}.go. */
import { parseBool } from '../../apimachinery/go-boolean.ts'
import { FIELDS, type Field } from './fields.ts'
import type { Entry, Kubeconfig, Section } from './kubeconfig.ts'

/** A place in a kubeconfig: a text or list at the top, an entry of a list, or a field of an entry. */
export type Property =
  | { at: 'top'; name: string }
  | { at: 'entry'; section: Section; name: string }
  | { at: 'field'; section: Section; name: string; field: Field }

const SECTIONS: readonly string[] = Object.keys(FIELDS)
/** The rest of what stands at the top. `set kind` changes nothing, as in kubectl. */
const TOP = ['kind', 'apiVersion', 'preferences', 'current-context', 'extensions']

const unparsable = (path: string) => new Error(`unable to parse one or more field values of ${path}`)

/** Reads a path. Names of entries may hold dots: they end where a field's name begins. */
export function parseProperty(path: string): Property {
  const [first = '', ...rest] = path.split('.')
  if (first === 'preferences' && rest[0] === 'colors' && rest.length === 1)
    return { at: 'top', name: 'preferences.colors' }
  if (TOP.includes(first)) {
    if (rest.length > 0) throw unparsable(path)
    return { at: 'top', name: first }
  }
  if (!SECTIONS.includes(first)) throw new Error(`unable to parse ${path} after [] at api.Config`)
  if (rest.length === 0) return { at: 'top', name: first }
  return parseEntry(first as Section, rest, path)
}

function parseEntry(section: Section, parts: readonly string[], path: string): Property {
  const names = FIELDS[section].map(propertyName)
  const end = parts.findIndex((part, index) => index > 0 && names.includes(part))
  if (end < 0) return { at: 'entry', section, name: parts.join('.') }
  if (end < parts.length - 1) throw unparsable(path)
  const field = FIELDS[section].find((each) => propertyName(each) === parts[end])!
  return { at: 'field', section, name: parts.slice(0, end).join('.'), field }
}

function propertyName({ name, property }: Field): string {
  return property ?? name
}

/** Sets the property to what the text means; `raw`: bytes are given as they are, not in base64. */
export function setProperty(config: Kubeconfig, property: Property, text: string, raw: boolean): void {
  if (property.at === 'entry') throw notSettable(config[property.section])
  if (property.at === 'field') {
    const entry: Entry = config[property.section].get(property.name) ?? { fields: {} }
    setField(entry, property.field, text, raw)
    config[property.section].set(property.name, entry)
  } else if (property.name === 'current-context') config.currentContext = text
  else if (property.name === 'preferences.colors') config.preferences = setColors(config, text)
  else if (SECTIONS.includes(property.name)) throw notSettable(config[property.name as Section])
  else if (property.name === 'extensions') throw notSettable(new Map())
}

function notSettable(entries: ReadonlyMap<string, unknown>): Error {
  return new Error(`can't set a map to a value: map[${[...entries.keys()].sort().join(' ')}]`)
}

function setField({ fields }: Entry, { name, type }: Field, text: string, raw: boolean): void {
  if (type === 'none') {
    if (name === 'as-groups') throw new Error('unrecognized slice type. string')
    throw notSettable(new Map())
  }
  if (type === 'bool') fields[name] = parseBool(text)
  else if (type === 'text') fields[name] = text
  else fields[name] = raw ? Buffer.from(text).toString('base64') : checkBase64(text)
}

function setColors({ preferences }: Kubeconfig, text: string): Kubeconfig['preferences'] {
  const { colors: _, ...others } = preferences
  return parseBool(text) ? { ...others, colors: true } : others
}

function checkBase64(text: string): string {
  const bad = text.search(/[^A-Za-z0-9+/]/)
  const end = bad < 0 ? text.length : bad
  const isPadded = /^={0,2}$/.test(text.slice(end)) && text.length % 4 === 0
  if (isPadded) return text
  const offset = bad < 0 ? text.length - (text.length % 4) : bad
  throw new Error(`error decoding input value: illegal base64 data at input byte ${offset}`)
}

/** Takes the property away. */
export function unsetProperty(config: Kubeconfig, property: Property): void {
  if (property.at === 'entry') config[property.section].delete(property.name)
  else if (property.at === 'field') {
    const entry = config[property.section].get(property.name)
    if (entry === undefined) throw new Error(`current map key \`${property.name}\` is invalid`)
    delete entry.fields[property.field.name]
  } else if (property.name === 'current-context') config.currentContext = ''
  else if (property.name.startsWith('preferences')) config.preferences = {}
  else if (SECTIONS.includes(property.name)) config[property.name as Section].clear()
}
