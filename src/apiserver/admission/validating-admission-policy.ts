/** ValidatingAdmissionPolicy: asks the policies that are bound, if there are any. */
import type { AdmissionPlugin } from './plugin.ts'

/** The store's name of the index that holds all bindings under one term. */
const BINDINGS = 'validatingadmissionpolicybindings.admissionregistration.k8s.io.all'

/** Source: k8s.io/apiserver, admission/plugin/policy/validating. What has to do with CEL is loaded with the first binding. */
export const validatingAdmissionPolicy: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  isIdle: ({ nothingUnder }) => nothingUnder?.(BINDINGS) ?? false,
  async validate(request) {
    // The store is asked itself: this is on the way of each write, and nearly always there are none.
    const bindings = await request.server.store.lookup(BINDINGS, '')
    if (bindings.length === 0) return
    const { askPolicies } = await import('../policies/ask-policies.ts')
    await askPolicies(request, bindings)
  },
}
