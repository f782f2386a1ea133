/** Reads of kinds whose objects are worked out when they are asked for: KindDefinition.computed. */
import type { ComputeContext } from '../../api/define-kind.ts'
import type { ObjectReader } from '../../api/describe-context.ts'
import type { Kind } from '../../api/registry.ts'
import { formatApiVersion, type KubeList, type KubeObject, type NamespacedName } from '../../apimachinery/object.ts'
import { methodNotAllowed } from '../../apimachinery/status-error.ts'
import { deepFreeze } from '../../base/json.ts'
import type { ListOptions } from '../client.ts'
import type { ServerContext } from '../context.ts'

/** The reads of a kind that is computed; undefined for one that is stored. */
export function computedReads(
  { clock }: ServerContext,
  { definition, resource }: Kind,
  client: ObjectReader,
): { find(name: NamespacedName): Promise<KubeObject | undefined>; list(options: ListOptions): Promise<KubeList> } | undefined {
  const { computed } = definition
  if (computed === undefined) return undefined
  const context: ComputeContext = { client, now: clock.now() }
  return {
    find: async (name) => deepFreeze(await computed.find(name, context)),
    async list(options) {
      const items = deepFreeze(await computed.list(options, context))
      const { group, version, kind } = resource
      return { apiVersion: formatApiVersion(group, version), kind: `${kind}List`, metadata: {}, items }
    },
  }
}

/** Throws MethodNotAllowed for a kind that is computed: it can neither be written nor watched. */
export function refuseComputed({ definition }: Kind): void {
  if (definition.computed !== undefined) throw methodNotAllowed()
}
