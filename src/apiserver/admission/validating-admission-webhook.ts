/** ValidatingAdmissionWebhook: asks programs outside about what is written, where a configuration names one by its URL. */
import type { AdmissionPlugin } from './plugin.ts'

/** The store's name of the index that holds all configurations with a URL under one term. */
const CALLED = 'validatingwebhookconfigurations.admissionregistration.k8s.io.called'

/** Source: k8s.io/apiserver, admission/plugin/webhook/validating. How one is called is loaded with the first configuration. */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: 'ValidatingAdmissionWebhook',
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  subresources: '*',
  isIdle: ({ nothingUnder }) => nothingUnder?.(CALLED) ?? false,
  async validate(request) {
    const configurations = await request.server.store.lookup(CALLED, '')
    if (configurations.length === 0) return
    const { callValidatingWebhooks } = await import('../webhooks/validate.ts')
    await callValidatingWebhooks(request, configurations)
  },
}
