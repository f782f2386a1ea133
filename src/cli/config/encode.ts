/** A kubeconfig as it is written and shown: fields in their declared order, entries sorted by name. */
import { compareStrings } from '../../base/compare-strings.ts'
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'
import { EXEC_FIELDS, FIELDS } from './fields.ts'
import { ENTRY_KEYS, type Kubeconfig, type Section } from './kubeconfig.ts'

/** The object that a file holds. Lists without entries are null, as kubectl writes them. */
export function encodeConfig(config: Kubeconfig): JsonObject {
  const { preferences } = config
  return {
    kind: 'Config',
    apiVersion: 'v1',
    ...(Object.keys(preferences).length > 0 && { preferences }),
    clusters: encodeSection(config, 'clusters'),
    users: encodeSection(config, 'users'),
    contexts: encodeSection(config, 'contexts'),
    'current-context': config.currentContext,
  }
}

function encodeSection(config: Kubeconfig, section: Section): Json {
  const entries = [...config[section]].sort(([a], [b]) => compareStrings(a, b))
  if (entries.length === 0) return null
  return entries.map(([name, { fields }]) => ({ name, [ENTRY_KEYS[section]]: inOrder(fields, section) }))
}

/** Fields that are empty are left out, and those that no kubeconfig has. */
function inOrder(fields: JsonObject, section: Section): JsonObject {
  const ordered: JsonObject = {}
  for (const { name, always } of FIELDS[section]) {
    const value = fields[name]
    if (always) ordered[name] = value ?? ''
    else if (value !== undefined && value !== null && value !== '' && value !== false) ordered[name] = value
  }
  if (isJsonObject(ordered.exec)) ordered.exec = withOrder(ordered.exec, EXEC_FIELDS)
  const provider = ordered['auth-provider']
  if (isJsonObject(provider)) ordered['auth-provider'] = withOrder(provider, ['name', 'config'])
  return ordered
}

function withOrder(fields: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])),
  )
}
