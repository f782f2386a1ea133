/** Priority: a pod's class becomes its number; without a class it has the global default's, or 0. */
import { forbidden } from '../../apimachinery/status-error.ts'
import type { Pod, PriorityClass } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: plugin/pkg/admission/priority. */
export const priority: AdmissionPlugin = {
  name: 'Priority',
  kinds: ['Pod'],
  operations: ['CREATE'],
  async mutate(request) {
    const { spec } = request.object as Pod
    if (!spec) return
    const found = await classFor(request, spec.priorityClassName ?? '')
    const value = found?.value ?? 0
    const policy = found?.preemptionPolicy ?? 'PreemptLowerPriority'
    if (found && !spec.priorityClassName) spec.priorityClassName = found.metadata.name!
    if (spec.priority !== undefined && spec.priority !== value)
      refuse(
        request,
        `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${value} from the given PriorityClass name`,
      )
    if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy)
      refuse(
        request,
        `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name`,
      )
    spec.priority = value
    spec.preemptionPolicy = policy
  },
}

async function classFor(request: AdmissionRequest, name: string): Promise<PriorityClass | undefined> {
  if (name === '') return defaultClass(request)
  const found = await request.client.find('PriorityClass', { namespace: '', name })
  return found ?? refuse(request, `no PriorityClass with name ${name} was found`)
}

/** Of several global defaults the lowest counts. */
async function defaultClass({ client }: AdmissionRequest): Promise<PriorityClass | undefined> {
  const defaults = await client.lookup('PriorityClass', 'default', 'true')
  return defaults.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0]
}

function refuse({ name }: AdmissionRequest, reason: string): never {
  throw forbidden({ group: '', resource: 'pods' }, name, reason)
}
