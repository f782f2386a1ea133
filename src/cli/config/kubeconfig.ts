/** A kubeconfig: clusters, users and contexts by name, out of one file or merged from several. */
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts'

/** The lists of a kubeconfig; entries have a name and one object. */
export type Section = 'clusters' | 'users' | 'contexts'

/** What the object of an entry is called, by list. */
export const ENTRY_KEYS = { clusters: 'cluster', users: 'user', contexts: 'context' } as const

/** The fields of one entry, and the file that they come from: undefined for what is in none yet. */
export interface Entry {
  fields: JsonObject
  origin?: string
}

/** The entries of the three lists by their names, in the order of the files, and what stands beside the lists. */
export interface Kubeconfig extends Record<Section, Map<string, Entry>> {
  currentContext: string
  preferences: JsonObject
}

/** A config without any entry. */
export function emptyConfig(): Kubeconfig {
  return {
    clusters: new Map(),
    users: new Map(),
    contexts: new Map(),
    currentContext: '',
    preferences: {},
  }
}

/** Where a cluster tells its control plane to be. Nobody listens there: requests never leave the process. */
export const SERVER_ADDRESS = 'https://127.0.0.1:6443'

/** What counts as long as there is no file: kubelite's cluster, and the user that kubeadm makes. */
export function builtInConfig(): Kubeconfig {
  return {
    clusters: new Map([['kubelite', { fields: { server: SERVER_ADDRESS } }]]),
    users: new Map([['kubernetes-admin', { fields: {} }]]),
    contexts: new Map([['kubelite', { fields: { cluster: 'kubelite', user: 'kubernetes-admin' } }]]),
    currentContext: 'kubelite',
    preferences: {},
  }
}

/** The content of a file as a config. `origin` names the file. What is no kubeconfig at all is empty. */
export function decodeConfig(value: Json, origin: string): Kubeconfig {
  const config = emptyConfig()
  if (!isJsonObject(value)) return config
  for (const [section, key] of Object.entries(ENTRY_KEYS))
    for (const entry of listOf(value[section]))
      if (
        isJsonObject(entry) &&
        typeof entry.name === 'string' &&
        !config[section as Section].has(entry.name)
      )
        config[section as Section].set(entry.name, { fields: completed(objectOf(entry[key])), origin })
  if (typeof value['current-context'] === 'string') config.currentContext = value['current-context']
  config.preferences = objectOf(value.preferences)
  return config
}

/** What is written within fields of users even where it is empty (client-go, tools/clientcmd/api/v1/types.go). */
const COMPLETE: Readonly<Record<string, JsonObject>> = {
  'auth-provider': { name: '', config: null },
  exec: { command: '', args: null, env: null, provideClusterInfo: false },
}

function completed(fields: JsonObject): JsonObject {
  const whole = { ...fields }
  for (const [name, empty] of Object.entries(COMPLETE)) {
    const value = fields[name]
    if (isJsonObject(value)) whole[name] = { ...empty, ...value }
  }
  return whole
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : []
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}

/** A text field of an entry; empty where it has none. */
export function textField(entry: Entry | undefined, field: string): string {
  const value = entry?.fields[field]
  return typeof value === 'string' ? value : ''
}
