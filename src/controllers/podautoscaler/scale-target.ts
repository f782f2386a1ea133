/** What an autoscaler scales: through the scale subresource of whatever kind has one. */
import { kindName } from '../../api/registry.ts'
import { groupResource, type ResourceInfo } from '../../api/resource.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { parseApiVersion } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client, KindName, Scale } from '../../apiserver/client.ts'
import type { HorizontalPodAutoscaler } from '../../generated/types.ts'

/** The kind and the name of a target; no kind where what is written cannot be read. */
export function targetOf({ metadata, spec }: HorizontalPodAutoscaler): {
  kind: KindName
  name: { namespace: string; name: string }
} {
  const { kind = '', name = '', apiVersion = '' } = spec?.scaleTargetRef ?? {}
  const { group } = parseApiVersion(apiVersion)
  return { kind: kindName({ kind, group }), name: { namespace: metadata.namespace ?? '', name } }
}

/** The Scale of an autoscaler's target. Throws an Error in the words of the controller's REST mapper and scale client. */
export async function readScale(
  hpa: HorizontalPodAutoscaler,
  client: Client,
  resources: () => Promise<ResourceInfo[]>,
): Promise<Scale> {
  const { kind, name } = targetOf(hpa)
  let failure: unknown
  try {
    const scale = await client.findScale(kind, name)
    if (scale !== undefined) return scale
  } catch (error) {
    if (!isNotFound(error)) throw error
    failure = error
  }
  const { apiVersion = '', kind: asked = '' } = hpa.spec?.scaleTargetRef ?? {}
  const { group } = parseApiVersion(apiVersion)
  const info = (await resources()).find((each) => each.kind === asked && each.group === group)
  if (info === undefined) throw new Error(noMatch(asked, group))
  throw (
    failure ??
    new Error(`${groupResource({ ...info, plural: `${info.plural}/scale` })} ${quote(name.name)} not found`)
  )
}

function noMatch(kind: string, group: string): string {
  return `no matches for kind ${quote(kind)} in group ${quote(group)}`
}
