/** MutatingAdmissionPolicy: lets the policies that are bound change what is written, if there are any. */
import type { AdmissionPlugin } from './plugin.ts'

/** The store's name of the index that holds all bindings under one term. */
const BINDINGS = 'mutatingadmissionpolicybindings.admissionregistration.k8s.io.all'

/** Source: k8s.io/apiserver, admission/plugin/policy/mutating. What has to do with CEL is loaded with the first binding. */
export const mutatingAdmissionPolicy: AdmissionPlugin = {
  name: 'MutatingAdmissionPolicy',
  operations: ['CREATE', 'UPDATE'],
  isIdle: ({ nothingUnder }) => nothingUnder?.(BINDINGS) ?? false,
  async mutate(request) {
    const bindings = await request.server.store.lookup(BINDINGS, '')
    if (bindings.length === 0) return
    const { applyPolicies } = await import('../policies/apply-policies.ts')
    await applyPolicies(request, bindings)
  },
}
