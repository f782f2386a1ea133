/** ServiceAccount: a pod runs as an account of its namespace, whose token is mounted into its containers. */
import { isMirrorPod } from '../../api/kinds/core/pod/mirror.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import type { Container, Pod, ServiceAccount, Volume } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

const MOUNT_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** Source: plugin/pkg/admission/serviceaccount. */
export const serviceAccount: AdmissionPlugin = {
  name: 'ServiceAccount',
  kinds: ['Pod'],
  operations: ['CREATE'],
  async mutate(request) {
    const { spec, metadata } = request.object as Pod
    // Mirror pods have no account.
    if (!spec || isMirrorPod({ metadata })) return
    if (!spec.serviceAccountName) spec.serviceAccountName = 'default'
    spec.serviceAccount = spec.serviceAccountName
    const account = await accountOf(request, spec.serviceAccountName)
    if (!spec.imagePullSecrets?.length && account.imagePullSecrets?.length)
      spec.imagePullSecrets = account.imagePullSecrets.map((reference) => ({ ...reference }))
    if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true)
      mountToken(request, spec)
  },
}

async function accountOf(request: AdmissionRequest, name: string): Promise<ServiceAccount> {
  const { client, namespace } = request
  const found = await client.find('ServiceAccount', { namespace, name })
  if (found) return found
  const late = name === 'default' ? await waitForAccount(request) : undefined
  if (late) return late
  throw forbidden(
    { group: '', resource: 'pods' },
    request.name,
    `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
  )
}

/** The default account of a new namespace is made by a controller; the API server gives it about a second. */
async function waitForAccount({
  client,
  server,
  namespace,
}: AdmissionRequest): Promise<ServiceAccount | undefined> {
  await server.settle?.()
  return client.find('ServiceAccount', { namespace, name: 'default' })
}

/** Containers that mount something at the path themselves are left alone. */
function mountToken({ server }: AdmissionRequest, spec: NonNullable<Pod['spec']>): void {
  const containers = [...(spec.initContainers ?? []), ...spec.containers].filter(
    ({ volumeMounts = [] }) => !volumeMounts.some((mount) => mount.mountPath === MOUNT_PATH),
  )
  if (containers.length === 0) return
  const own = spec.volumes?.find(({ name = '' }) => name.startsWith('kube-api-access-'))
  const name = own?.name ?? `kube-api-access-${server.random.suffix(5)}`
  for (const container of containers) addMount(container, name)
  if (!own) spec.volumes = [...(spec.volumes ?? []), tokenVolume(name)]
}

function addMount(container: Container, name: string): void {
  container.volumeMounts = [
    ...(container.volumeMounts ?? []),
    { name, readOnly: true, mountPath: MOUNT_PATH },
  ]
}

/** Token, root certificate and namespace, as the bound-token volume holds them. */
function tokenVolume(name: string): Volume {
  const namespaceField = { apiVersion: 'v1', fieldPath: 'metadata.namespace' }
  return {
    name,
    projected: {
      defaultMode: 0o644,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        { downwardAPI: { items: [{ path: 'namespace', fieldRef: namespaceField }] } },
      ],
    },
  }
}
