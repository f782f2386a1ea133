/** MutatingAdmissionWebhook: lets programs outside change what is written, where a configuration names one by its URL. */
import type { AdmissionPlugin } from './plugin.ts'

/** The store's name of the index that holds all configurations with a URL under one term. */
const CALLED = 'mutatingwebhookconfigurations.admissionregistration.k8s.io.called'

/** Source: k8s.io/apiserver, admission/plugin/webhook/mutating. How one is called is loaded with the first configuration. */
export const mutatingAdmissionWebhook: AdmissionPlugin = {
  name: 'MutatingAdmissionWebhook',
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  isIdle: ({ nothingUnder }) => nothingUnder?.(CALLED) ?? false,
  async mutate(request) {
    const configurations = await request.server.store.lookup(CALLED, '')
    if (configurations.length === 0) return
    const { callMutatingWebhooks } = await import('../webhooks/mutate.ts')
    await callMutatingWebhooks(request, configurations)
  },
}
