/** Joins structure and docs into the definitions of all types that the served kinds reach, under short names. */

import { splitModelName } from './read-models.js'

/**
 * A property's type in short form: `s` string, `i` int32, `l` int64, `f` double, `b` boolean, `y` bytes, `t` time,
 * `u` time with microseconds, `q` quantity, `x` number or string, `*` anything, `#Name` a definition;
 * `[]` before it a list, `{}` before it a map.
 * @typedef {{ name: string, type: string, required: boolean, enum: string[], description: string }} Field
 * `stored` types are those that objects hold; others, such as lists, only stand in requests and answers.
 * @typedef {{ name: string, goName: string, version: string, kind: boolean, stored: boolean,
 *  openApiName: string, description: string, fields: Field[] }} Definition
 */

/** What requests and answers hold besides objects. */
const EXCHANGED = [
  'V1Status',
  'V1DeleteOptions',
  'V1WatchEvent',
  'V1APIVersions',
  'V1APIGroupList',
  'V1APIResourceList',
]

/** Types whose fields the packages give as free-form, though they are structs without any. */
const EMPTY_STRUCTS = new Set(['CustomResourceSubresources.status'])

const SCALARS = new Map([
  ['string|', 's'],
  ['string|byte', 'y'],
  ['number|int32', 'i'],
  ['number|int64', 'l'],
  ['number|double', 'f'],
  ['boolean|', 'b'],
  ['any|', '*'],
  ['Date|date-time', 't'],
  ['Date|', 't'],
  ['V1MicroTime|date-time-micro', 'u'],
  ['V1MicroTime|', 'u'],
  ['IntOrString|int-or-string', 'x'],
  ['IntOrString|', 'x'],
])

/**
 * @param {import('./read-resources.js').Resource[]} resources
 * @param {(modelName: string) => import('./read-models.js').Model | undefined} readModel
 * @param {ReturnType<import('./read-docs.js').docsReader>} readDocs
 * @returns {{ definitions: Definition[], nameOf: (modelName: string) => string }}
 */
export function defineTypes(resources, readModel, readDocs) {
  const kinds = new Set(
    resources.flatMap((r) => [r.model, ...r.subresources.map((s) => s.model)]).filter(Boolean),
  )
  const stored = reachableModels(kinds, readModel)
  const lists = new Set(resources.flatMap((r) => listModels(r.model)).filter((name) => readModel(name)))
  const models = new Map([...stored, ...reachableModels(new Set([...EXCHANGED, ...lists]), readModel)])
  const names = nameModels([...models.keys()], kinds)
  const nameOf = (/** @type {string} */ modelName) => names.get(modelName) ?? modelName
  const definitions = [...models].map(([modelName, model]) => {
    const docs = readDocs(model)
    return {
      name: nameOf(modelName),
      goName: model.name,
      version: model.version,
      kind: kinds.has(modelName) || lists.has(modelName),
      stored: stored.has(modelName),
      openApiName: docs?.openApiName ?? '',
      description: docs?.description ?? '',
      fields: model.properties.map((property) => defineField(model.name, property, docs, nameOf)),
    }
  })
  return { definitions: definitions.sort((a, b) => (a.name < b.name ? -1 : 1)), nameOf }
}

/** What the list of a model may be called: its name need not be told apart, even where the items' must. @param {string} model */
function listModels(model) {
  const { version, name } = splitModelName(model)
  return [`${model}List`, `${version.toUpperCase()}${name}List`]
}

/** @param {Set<string>} kinds @param {(modelName: string) => import('./read-models.js').Model | undefined} readModel */
function reachableModels(kinds, readModel) {
  /** @type {Map<string, import('./read-models.js').Model>} */
  const models = new Map()
  const queue = [...kinds]
  for (let modelName = queue.pop(); modelName !== undefined; modelName = queue.pop()) {
    if (models.has(modelName)) continue
    const model = readModel(modelName)
    if (!model) throw new Error(`the client package has no model ${modelName} of this release`)
    models.set(modelName, model)
    for (const { type, format } of model.properties) {
      const item = itemType(type)
      if (!SCALARS.has(`${item}|${format}`)) queue.push(item)
    }
  }
  return models
}

/** The innermost type of a list or map. @param {string} type @returns {string} */
function itemType(type) {
  const inner = /^Array<(.*)>$/.exec(type)?.[1] ?? /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1]
  return inner === undefined ? type : itemType(inner)
}

/**
 * The plain name goes to the only type of that name; else to the newest version of it; else to the one that is a
 * kind; else to the core group's. The others are told apart by version (HorizontalPodAutoscalerV1) or group
 * (EventsEvent).
 * @param {string[]} modelNames @param {Set<string>} kinds
 */
function nameModels(modelNames, kinds) {
  /** @type {Map<string, string[]>} */
  const sharing = new Map()
  for (const modelName of modelNames) {
    const { name } = splitModelName(modelName)
    sharing.set(name, [...(sharing.get(name) ?? []), modelName])
  }
  /** @type {Map<string, string>} */
  const names = new Map()
  for (const [name, group] of sharing) {
    const plain = plainOwner(group, kinds)
    for (const modelName of group) names.set(modelName, modelName === plain ? name : distinctName(modelName))
  }
  return names
}

/** @param {string[]} sharing @param {Set<string>} kinds @returns {string | undefined} */
function plainOwner(sharing, kinds) {
  if (sharing.length === 1) return sharing[0]
  const newest = sharing
    .map((modelName) => splitModelName(modelName).version)
    .sort()
    .at(-1)
  const current = sharing.filter((modelName) => splitModelName(modelName).version === newest)
  if (current.length === 1) return current[0]
  const asKind = current.filter((modelName) => kinds.has(modelName))
  return asKind.length === 1 ? asKind[0] : current.find((modelName) => modelName.startsWith('Core'))
}

/** @param {string} modelName */
function distinctName(modelName) {
  const { group, version, name } = splitModelName(modelName)
  return group === '' ? `${name}${version.toUpperCase()}` : `${group}${name}`
}

/**
 * @param {string} owner @param {import('./read-models.js').Property} property
 * @param {import('./read-docs.js').Docs | undefined} docs @param {(modelName: string) => string} nameOf
 * @returns {Field}
 */
function defineField(owner, property, docs, nameOf) {
  const documented = docs?.properties.get(property.name)
  const type = shortType(property.type, property.format, nameOf, documented?.quantity ?? false)
  return {
    name: property.name,
    type: EMPTY_STRUCTS.has(`${owner}.${property.name}`) ? '#' : type,
    required: property.required,
    enum: documented?.enum ?? [],
    description: documented?.description || (type === '*' ? '' : property.description),
  }
}

/**
 * @param {string} type @param {string} format @param {(modelName: string) => string} nameOf @param {boolean} quantity
 * @returns {string}
 */
function shortType(type, format, nameOf, quantity) {
  const list = /^Array<(.*)>$/.exec(type)
  if (list) return `[]${shortType(list[1] ?? '', format, nameOf, quantity)}`
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type)
  if (map) return `{}${shortType(map[1] ?? '', format, nameOf, quantity)}`
  const scalar = SCALARS.get(`${type}|${format}`)
  if (scalar === undefined) return `#${nameOf(type)}`
  return quantity && scalar === 's' ? 'q' : scalar
}
