/** nslookup in a container: answered by the cluster's DNS. */
import type { Client } from '../../apiserver/client.ts'
import type { CommandResult, ExtraCommand } from '../../container/commands.ts'
import type { Pod } from '../../generated/types.ts'
import { resolve, resolverOf } from '../../network/resolver.ts'
import { createNetworkView } from '../../network/view.ts'
import { renderLookup } from '../commands/nslookup.ts'

/** The commands by their names. */
export function networkCommands(pod: Pod, client: Client): Readonly<Record<string, ExtraCommand>> {
  return { nslookup: (args) => lookUp(args, pod, client) }
}

async function lookUp(args: readonly string[], pod: Pod, client: Client): Promise<CommandResult> {
  const [name] = args.filter((word) => !word.startsWith('-'))
  if (name === undefined) return { stdout: '', stderr: 'nslookup: a name is needed\n', exitCode: 1 }
  const resolver = resolverOf(pod.metadata.namespace ?? '', pod)
  const query = /^\d+\.\d+\.\d+\.\d+$/.test(name) ? 'PTR' : 'A'
  const found = await resolve(createNetworkView(client), name, query, resolver)
  const isFound = found.status === 'NOERROR' && found.records.length > 0
  const stdout = await renderLookup(name, { ...found, resolver }, '')
  return { stdout, stderr: '', exitCode: isFound ? 0 : 1 }
}
