/** Publishes the cluster's root certificate to every namespace. Source: rootcacertpublisher/publisher.go. */
import { deepEqual } from '../base/json.ts'
import type { ConfigMap } from '../generated/types.ts'
import { ensureInNamespaces } from './namespace-content.ts'

/** Nothing here speaks TLS with the API server, so the text only has a certificate's shape. */
const CERTIFICATE = `-----BEGIN CERTIFICATE-----
${btoa('kubelite: the API server runs inside the process, so no certificate is needed to reach it.').replace(/.{64}/g, '$&\n')}
-----END CERTIFICATE-----
`

const rootCa: ConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: 'kube-root-ca.crt',
    annotations: {
      'kubernetes.io/description':
        'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.',
    },
  },
  data: { 'ca.crt': CERTIFICATE },
}

/** Keeps the ConfigMap kube-root-ca.crt in each namespace, and its content as it is. */
export const rootCaPublisher = ensureInNamespaces({
  name: 'root-ca-certificate-publisher-controller',
  kind: 'ConfigMap',
  object: rootCa,
  isRight: ({ data }) => deepEqual(data, rootCa.data),
})
