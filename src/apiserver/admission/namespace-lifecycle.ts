/** NamespaceLifecycle: nothing is created in a namespace that is missing or going; some namespaces always stay. */
import { forbidden, notFound, StatusError } from '../../apimachinery/status-error.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

const immortal = new Set(['default', 'kube-system', 'kube-public'])

/** Source: k8s.io/apiserver, admission/plugin/namespace/lifecycle. */
export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  operations: ['CREATE', 'DELETE'],
  subresources: ['eviction'],
  mutatesByNamespace: true,
  async mutate(request) {
    if (request.operation === 'CREATE' && request.kind.resource.namespaced) await checkNamespace(request)
  },
  async validate({ operation, kind, name }) {
    if (operation === 'DELETE' && kind.name === 'Namespace' && immortal.has(name))
      throw forbidden({ group: '', resource: 'namespaces' }, name, 'this namespace may not be deleted')
  },
}

async function checkNamespace({ client, namespace, name, kind }: AdmissionRequest): Promise<void> {
  const found = await client.find('Namespace', { namespace: '', name: namespace })
  if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace)
  if (found.metadata.deletionTimestamp === undefined) return
  const { group, plural } = kind.resource
  const message = `unable to create new content in namespace ${namespace} because it is being terminated`
  const { status } = forbidden({ group, resource: plural }, name, message)
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]
  throw new StatusError({ ...status, details: { ...status.details, causes } })
}
