/** Who writes roles and bindings must have what they allow; upstream asks in the storage of these kinds. */
import { isTrusted } from '../context.ts'
import type { AdmissionPlugin } from './plugin.ts'

/** Source: pkg/registry/rbac, policybased. It stands where upstream asks: between admission and validation. */
export const roleEscalation: AdmissionPlugin = {
  name: 'RoleEscalation',
  kinds: ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  operations: ['CREATE', 'UPDATE'],
  async mutate(request) {
    if (isTrusted(request.identity)) return
    const { checkEscalation } = await import('../authorization/escalation.ts')
    await checkEscalation(request)
  },
}
