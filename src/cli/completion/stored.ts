/** Names out of the store and the kubeconfig. */
import { kindName } from '../../api/registry.ts'
import { groupResource } from '../../api/resource.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { CommandContext } from '../command.ts'

/** Names of objects of a type, as it is typed, in the namespace of the call. Empty where there is no such type. */
export async function objectNames(type: string, context: CommandContext): Promise<string[]> {
  const cluster = await context.cluster()
  const resource = await cluster.registry.findResource(type)
  if (resource === undefined) return []
  const scope = resource.namespaced ? { namespace: context.namespace } : {}
  const { items } = await cluster.read((client) => client.list(kindName(resource), scope))
  return items.map(({ metadata }) => metadata?.name ?? '').sort(compareStrings)
}

/** The plurals of all types that can be listed; with their group where the plural alone means another type. */
export async function kindNames(context: CommandContext): Promise<string[]> {
  const { registry } = await context.cluster()
  const listed = (await registry.resources()).filter(({ verbs }) => verbs.includes('list'))
  const core = new Set(listed.filter(({ group }) => group === '').map(({ plural }) => plural))
  const names = listed.map((resource) =>
    resource.group !== '' && core.has(resource.plural) ? groupResource(resource) : resource.plural,
  )
  return [...new Set(names)].sort(compareStrings)
}

/** The containers of a pod, which is named as `x` or `pod/x`. */
export async function containerNames(pod: string, context: CommandContext): Promise<string[]> {
  const name = pod.slice(pod.indexOf('/') + 1)
  const cluster = await context.cluster()
  const { namespace } = context
  const found = await cluster.read((client) => client.find('Pod', { namespace, name }))
  const { initContainers = [], containers = [], ephemeralContainers = [] } = found?.spec ?? {}
  return [...containers, ...initContainers, ...ephemeralContainers].map((container) => container.name)
}

/** The names that the kubeconfig has in one of its lists. */
export async function configNames(
  section: 'contexts' | 'clusters' | 'users',
  { kubeconfig }: CommandContext,
): Promise<string[]> {
  const { loadConfig } = await import('../config/load.ts')
  return [...(await loadConfig(kubeconfig))[section].keys()].sort(compareStrings)
}
