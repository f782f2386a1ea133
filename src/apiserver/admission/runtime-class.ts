/** RuntimeClass: a pod's class must exist; it brings overhead and where the pod may run. */
import { forbidden } from '../../apimachinery/status-error.ts'
import { deepCopy, deepEqual } from '../../base/json.ts'
import type { Pod, RuntimeClass, Toleration } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/runtimeclass. */
export const runtimeClass: AdmissionPlugin = {
  name: 'RuntimeClass',
  kinds: ['Pod'],
  operations: ['CREATE'],
  async mutate(request) {
    const { spec } = request.object as Pod
    if (!spec?.runtimeClassName) return
    const found = await classOf(request, spec.runtimeClassName)
    if (found.overhead?.podFixed) spec.overhead = deepCopy(found.overhead.podFixed)
    const { nodeSelector = {}, tolerations = [] } = found.scheduling ?? {}
    for (const [key, value] of Object.entries(nodeSelector))
      if (spec.nodeSelector?.[key] !== undefined && spec.nodeSelector[key] !== value)
        refuse(
          request,
          `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${spec.nodeSelector[key]}`,
        )
    if (Object.keys(nodeSelector).length > 0) spec.nodeSelector = { ...spec.nodeSelector, ...nodeSelector }
    if (tolerations.length > 0) spec.tolerations = merged(spec.tolerations ?? [], tolerations)
  },
}

async function classOf(request: AdmissionRequest, name: string): Promise<RuntimeClass> {
  const found = await request.client.find('RuntimeClass', { namespace: '', name })
  return found ?? refuse(request, `pod rejected: RuntimeClass "${name}" not found`)
}

function merged(own: readonly Toleration[], more: readonly Toleration[]): Toleration[] {
  return [...own, ...more.filter((toleration) => !own.some((other) => deepEqual(other, toleration)))]
}

function refuse({ name }: AdmissionRequest, reason: string): never {
  throw forbidden({ group: '', resource: 'pods' }, name, reason)
}
