/** What commands take from the kubeconfig: the namespace to work in, and the user to act as. */
import { existsSync } from 'node:fs'
import type { JsonObject } from '../../base/json.ts'
import { CliError } from '../errors.ts'
import { type ConfigFiles, pathOf } from './files.ts'
import { type Kubeconfig, SERVER_ADDRESS, textField } from './kubeconfig.ts'

/** The flags that choose among what the kubeconfig has; empty where they are not given. */
export interface Choice {
  context: string
  cluster: string
  user: string
}

/** The chosen context, worked out. */
export interface ActiveContext {
  /** The namespace of the context; empty without one. */
  namespace: string
  /** The fields of the user; none for the owner of the cluster. */
  user: JsonObject
  /** Where the cluster tells its control plane to be. */
  server: string
}

/** Nothing chosen, no file there: what most calls have, at the cost of one look for the file. */
const PLAIN: ActiveContext = { namespace: '', user: {}, server: SERVER_ADDRESS }

/** The chosen context. Throws in kubectl's words where something is named that the kubeconfig has not. */
export async function activeContext(files: ConfigFiles, choice: Choice): Promise<ActiveContext> {
  const exists = files.names.some((name) => existsSync(pathOf(name, files)))
  if (!exists && files.explicit) throw new CliError(`stat ${files.names[0]}: no such file or directory`)
  if (!exists && choice.context === '' && choice.cluster === '' && choice.user === '') return PLAIN
  const { loadConfig } = await import('./load.ts')
  return select(await loadConfig(files), choice, files)
}

/** Source: client-go, tools/clientcmd/client_config.go: getContext, getAuthInfo, getCluster, ConfirmUsable. */
function select(config: Kubeconfig, choice: Choice, { explicit }: ConfigFiles): ActiveContext {
  const name = choice.context || config.currentContext
  const context = config.contexts.get(name)
  if (name !== '' && context === undefined)
    throw new CliError(`Error in configuration: context was not found for specified context: ${name}`, {
      bare: true,
    })
  if (choice.cluster !== '' && !config.clusters.has(choice.cluster))
    throw new CliError(`no server found for cluster "${choice.cluster}"`)
  if (choice.user !== '' && !config.users.has(choice.user))
    throw new CliError(`auth info "${choice.user}" does not exist`)
  const cluster = config.clusters.get(choice.cluster || textField(context, 'cluster'))
  const server = textField(cluster, 'server') || SERVER_ADDRESS
  // The user of a context whose cluster is elsewhere has credentials of that one. Where nobody has asked for this very
  // file or user, they are left alone: KUBECONFIG is often set for real clusters.
  const counts = explicit || server === SERVER_ADDRESS
  const user = choice.user || (counts ? textField(context, 'user') : '')
  return {
    namespace: textField(context, 'namespace'),
    user: config.users.get(user)?.fields ?? {},
    server,
  }
}
