/** What `config set-credentials` makes of a user's entry. Source: kubectl, cmd/config/set_credentials.go. */
import { isJsonObject, type JsonObject } from '../../base/json.ts'
import type { Pairs } from '../flags/pairs.ts'
import { putFile } from './certificate-file.ts'
import type { ConfigFiles } from './files.ts'
import type { Entry } from './kubeconfig.ts'

/** The options of the command that say what the entry shall have. */
export interface CredentialOptions {
  authProvider: string
  authProviderArg: string[]
  clientCertificate: string
  clientKey: string
  embedCerts: boolean
  execApiVersion: string
  execArg: string[]
  execCommand: string
  execEnv: string[]
  execInteractiveMode: string
  execProvideClusterInfo: boolean
  password: string
  token: string
  username: string
}

interface CredentialChange {
  options: CredentialOptions
  given(name: keyof CredentialOptions): boolean
  files: ConfigFiles
  provider: Pairs
  env: Pairs
}

/** Changes the entry. */
export function changeCredentials(entry: Entry, change: CredentialChange): void {
  const { options, given, files } = change
  const where = { embed: options.embedCerts, files }
  if (given('clientCertificate')) putFile(entry, 'client-certificate', options.clientCertificate, where)
  if (given('clientKey')) putFile(entry, 'client-key', options.clientKey, where)
  changeSecrets(entry.fields, change)
  changeProvider(entry.fields, change)
  changeExec(entry.fields, change)
}

/** The one way of authentication replaces the other. */
function changeSecrets(fields: JsonObject, { options, given }: CredentialChange): void {
  for (const name of ['token', 'username', 'password'] as const) if (given(name)) fields[name] = options[name]
  if (options.token !== '') {
    delete fields.username
    delete fields.password
  } else if (options.username !== '' || options.password !== '') delete fields.token
}

function changeProvider(fields: JsonObject, { options, given, provider }: CredentialChange): void {
  const before = fields['auth-provider']
  const isOther = isJsonObject(before) && before.name !== options.authProvider
  if (given('authProvider') && (before === undefined || isOther))
    fields['auth-provider'] = { name: options.authProvider }
  const after = fields['auth-provider']
  if (!isJsonObject(after)) return
  const config = { ...(isJsonObject(after.config) ? after.config : {}) }
  for (const key of provider.removed) delete config[key]
  for (const [key, value] of provider.added) config[key] = value
  after.config = Object.keys(config).length > 0 ? config : null
}

function changeExec(fields: JsonObject, { options, given, env }: CredentialChange): void {
  const before = isJsonObject(fields.exec) ? fields.exec : undefined
  if (before === undefined && !given('execCommand')) return
  const exec: JsonObject = before ?? { args: null, env: null, provideClusterInfo: false }
  if (given('execCommand')) {
    exec.command = options.execCommand
    exec.args = null
  }
  if (given('execApiVersion')) exec.apiVersion = options.execApiVersion
  if (options.execArg.length > 0) exec.args = options.execArg
  if (given('execInteractiveMode')) exec.interactiveMode = options.execInteractiveMode
  if (given('execProvideClusterInfo')) exec.provideClusterInfo = options.execProvideClusterInfo
  exec.env = changedEnv(Array.isArray(exec.env) ? (exec.env as JsonObject[]) : [], env)
  fields.exec = exec
}

function changedEnv(before: readonly JsonObject[], { added, removed }: Pairs): JsonObject[] | null {
  const variables = new Map(before.map(({ name, value }) => [String(name), value ?? '']))
  for (const name of removed) variables.delete(name)
  for (const [name, value] of added) variables.set(name, value)
  return variables.size === 0 ? null : [...variables].map(([name, value]) => ({ name, value }))
}
