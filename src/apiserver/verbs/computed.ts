/** Reads of kinds whose objects are worked out when they are asked for: KindDefinition.computed. */
import type { ComputeContext } from '../../api/define-kind.ts'
import type { ObjectReader } from '../../api/describe-context.ts'
import type { Kind } from '../../api/registry.ts'
import {
  formatApiVersion,
  type KubeList,
  type KubeObject,
  type NamespacedName,
} from '../../apimachinery/object.ts'
import { isNotFound, methodNotAllowed } from '../../apimachinery/status-error.ts'
import { deepFreeze } from '../../base/json.ts'
import { type ListOptions, nameOf } from '../client.ts'
import type { ServerContext } from '../context.ts'
import { derivedReads } from './derived.ts'

/** The same reads that stored kinds have. */
interface ComputedReads {
  get(name: NamespacedName): Promise<KubeObject>
  find(name: NamespacedName): Promise<KubeObject | undefined>
  list(options: ListOptions): Promise<KubeList>
  names(options: { namespace?: string }): Promise<NamespacedName[]>
}

/**
 * The reads of a kind that is computed, at least in part; undefined for one that is stored. A list of computed objects has
 * no pages.
 */
export function computedReads(
  server: ServerContext,
  kind: Kind,
  client: ObjectReader,
): ComputedReads | undefined {
  const { definition, resource } = kind
  const { computed } = definition
  if (definition.derived !== undefined) return derivedReads(server, kind, client)
  if (computed === undefined) return undefined
  const { clock, network } = server
  const context: ComputeContext = { client, now: clock.now(), serviceCidr: network.serviceCidr }
  const list = async ({ limit: _, continue: __, ...selection }: ListOptions) =>
    deepFreeze(await computed.list(selection, context))
  return {
    get: async (name) => deepFreeze(await computed.get(name, context)),
    async find(name) {
      try {
        return deepFreeze(await computed.get(name, context))
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
    async list(options) {
      const { group, version, kind } = resource
      const items = await list(options)
      return { apiVersion: formatApiVersion(group, version), kind: `${kind}List`, metadata: {}, items }
    },
    names: async (options) => (await list(options)).map(nameOf),
  }
}

/** Throws MethodNotAllowed for a kind that is computed: it can neither be written nor watched. */
export function refuseComputed({ definition }: Kind): void {
  if (definition.computed !== undefined) throw methodNotAllowed()
}
