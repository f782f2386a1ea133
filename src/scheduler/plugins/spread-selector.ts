/** Which pods belong together by default: those of the services and the owner of a pod (helper.DefaultSelector). */
import {
  matchesLabels,
  NOTHING,
  type Selector,
  selectorFromLabelSelector,
  selectorFromLabels,
} from '../../apimachinery/label-selector.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Pod } from '../../generated/types.ts'

/** Selects nothing for a pod that no service selects and no workload owns. */
export async function defaultSpreadSelector(pod: Pod, client: Client): Promise<Selector> {
  const labels = await serviceLabels(pod, client)
  const owner = controllerOf(pod)
  const key = { namespace: pod.metadata.namespace ?? '', name: owner?.name ?? '' }
  if (owner?.kind === 'ReplicationController') {
    const { spec } = (await client.find('ReplicationController', key)) ?? {}
    Object.assign(labels, spec?.selector)
  }
  const own = selectorFromLabels(labels)
  if (owner?.kind !== 'ReplicaSet' && owner?.kind !== 'StatefulSet') return orNothing(own)
  const workload = await client.find(owner.kind, key)
  if (!workload?.spec?.selector) return orNothing(own)
  const { requirements } = selectorFromLabelSelector(workload.spec.selector)
  return orNothing({ selectable: true, requirements: [...own.requirements, ...requirements] })
}

function orNothing(selector: Selector): Selector {
  return selector.requirements.length === 0 ? NOTHING : selector
}

async function serviceLabels({ metadata }: Pod, client: Client): Promise<Record<string, string>> {
  const merged: Record<string, string> = {}
  for (const [key, value] of Object.entries(metadata.labels ?? {}))
    for (const { spec } of await client.lookup(
      'Service',
      'selector',
      `${metadata.namespace}/${key}=${value}`,
    ))
      if (matchesLabels(selectorFromLabels(spec?.selector), metadata.labels))
        Object.assign(merged, spec?.selector)
  return merged
}
