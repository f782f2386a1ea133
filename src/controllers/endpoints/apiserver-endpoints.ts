/** Where the API server itself is reached: the endpoints of service `kubernetes`. Source: controlplane/reconcilers. */
import type { Client } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import { deepEqual } from '../../base/json.ts'
import type { EndpointSlice, Endpoints, Node } from '../../generated/types.ts'
import { type Change, keyOf, type Reconciler } from '../../runtime/reconciler.ts'
import { SERVICE_NAME } from './slice-plan.ts'

const NAME = { namespace: 'default', name: 'kubernetes' }
const KEY = 'default/kubernetes'
const ROLE = 'node-role.kubernetes.io/control-plane'
const PORT = { name: 'https', port: 6443, protocol: 'TCP' }
/** The slice is written by the same hand. */
const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror'

/** Keeps Endpoints and slice of the API server, which runs on the nodes of the control plane. */
export const apiServerEndpoints: Reconciler = {
  name: 'kube-apiserver',
  watches: [
    { kind: 'Node', keys: (change) => (movesControlPlane(change) ? [KEY] : []) },
    { kind: 'Endpoints', keys: ({ object }) => (keyOf(object) === KEY ? [KEY] : []) },
    { kind: 'EndpointSlice', keys: ({ object }) => (keyOf(object) === KEY ? [KEY] : []) },
  ],
  async reconcile(_key, { client }) {
    const { items } = await client.list('Node', { labelSelector: ROLE })
    const addresses = items.flatMap((node) => addressOf(node) ?? []).sort()
    await writeEndpoints(addresses, client)
    await writeSlice(addresses, client)
    return undefined
  },
}

function movesControlPlane({ type, object, previous }: Change): boolean {
  const placeOf = (node: Node | undefined) =>
    node?.metadata.labels?.[ROLE] === undefined ? undefined : addressOf(node)
  const now = type === 'deleted' ? undefined : placeOf(object as Node)
  return now !== placeOf(previous as Node | undefined)
}

function addressOf({ status }: Node): string | undefined {
  return status?.addresses?.find(({ type }) => type === 'InternalIP')?.address
}

async function writeEndpoints(addresses: readonly string[], client: Client): Promise<void> {
  const current = await client.find('Endpoints', NAME)
  const subsets = [{ addresses: addresses.map((ip) => ({ ip })), ports: [PORT] }]
  const wanted: Endpoints = {
    apiVersion: 'v1',
    kind: 'Endpoints',
    ...current,
    metadata: {
      ...NAME,
      ...current?.metadata,
      labels: { ...current?.metadata.labels, [SKIP_MIRROR]: 'true' },
    },
    subsets,
  }
  if (addresses.length === 0) await removeIf(current !== undefined, 'Endpoints', client)
  else if (current === undefined) await client.create('Endpoints', wanted)
  else if (!deepEqual(current, wanted)) await client.update('Endpoints', wanted)
}

async function writeSlice(addresses: readonly string[], client: Client): Promise<void> {
  const current = await client.find('EndpointSlice', NAME)
  const wanted: EndpointSlice = {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    ...current,
    metadata: {
      ...NAME,
      ...current?.metadata,
      labels: { ...current?.metadata.labels, [SERVICE_NAME]: NAME.name },
    },
    addressType: 'IPv4',
    endpoints: addresses.map((ip) => ({ addresses: [ip], conditions: { ready: true } })),
    ports: [PORT],
  }
  if (addresses.length === 0) await removeIf(current !== undefined, 'EndpointSlice', client)
  else if (current === undefined) await client.create('EndpointSlice', wanted)
  else if (!deepEqual(current, wanted)) await client.update('EndpointSlice', wanted)
}

async function removeIf(
  isThere: boolean,
  kind: 'Endpoints' | 'EndpointSlice',
  client: Client,
): Promise<void> {
  if (isThere) await unlessGone(() => client.delete(kind, NAME))
}
