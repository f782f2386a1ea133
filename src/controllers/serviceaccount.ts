/** Sees to it that each namespace has its ServiceAccount 'default'. Source: serviceaccounts_controller.go. */
import { ensureInNamespaces } from './namespace-content.ts'

/** Makes the default ServiceAccount of each namespace, and makes it again when it is deleted. */
export const serviceAccountController = ensureInNamespaces({
  name: 'serviceaccount-controller',
  kind: 'ServiceAccount',
  object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
})
