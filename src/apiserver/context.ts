/** What every request has at hand, and what a request knows of itself. */
import type { Kind, Registry } from '../api/registry.ts'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { Store } from '../store/store.ts'
import type { AdmissionPlugin } from './admission/plugin.ts'
import type { Client } from './client.ts'

/** Who asks. */
export interface Identity {
  name: string
  groups: readonly string[]
  uid?: string
  /** What the authentication knows besides, by names such as `authentication.kubernetes.io/credential-id`. */
  extra?: Readonly<Record<string, readonly string[]>>
  /** Of the control plane: the program that asks; kube-controller-manager when left out. */
  component?: string
}

/** The user that kubectl is on a fresh cluster. */
export const clusterAdmin: Identity = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
  // The fingerprint of the client certificate that kubeadm would have made: here, of the name.
  extra: {
    'authentication.kubernetes.io/credential-id': [
      'X509SHA256=b2f220d99d68735b6aefb6f5ae414c551be4607471c4bf3a33084071648a58ca',
    ],
  },
}

/** Whether nothing is asked of the user: the control plane itself, and whoever the cluster belongs to. */
export function isTrusted(identity: Identity): boolean {
  return (
    identity === clusterAdmin ||
    identity.component !== undefined ||
    identity.groups.includes('system:masters')
  )
}

/** What an API server is made of. One per session; all requests of the session share it. */
export interface ServerContext {
  store: Store
  registry: Registry
  clock: Clock
  random: Random
  /** The admission plugins, in their order; all that there are when left out. */
  admission?: readonly AdmissionPlugin[]
  /** Where cluster and external addresses come from. */
  network: NetworkRanges
  /**
   * Lets the controllers act now: for requests that a real server holds back for a moment until they have. Missing
   * where the controllers themselves are asking.
   */
  settle?(): Promise<void>
  /**
   * Who owns the fields that requests write which name no field manager: a server takes the program's name for it.
   * Missing for the control plane, whose writes are recorded only in objects that others wrote, too.
   */
  fieldManager?: string
  /**
   * Whether it is known that nothing stands in an index of the store, named as indexName does: then it need not be asked.
   * Missing where others may write into the store meanwhile.
   */
  nothingUnder?(index: string): boolean
  /** Nothing that is written is kept: whoever outside is asked about a write is asked as in a dry run. */
  isImagined?: boolean
  /** Makes the objects that a kind has from the start, if that has not been done yet. Missing where there are none. */
  makeInitial?(kind: Kind): Promise<void>
}

/** Addresses and ports that the server hands out. */
export interface NetworkRanges {
  /** CIDR of the cluster IPs: '10.96.0.0/12'. */
  serviceCidr: string
  /** First and last node port. */
  nodePorts: readonly [number, number]
}

/** One request on its way through the server. */
export interface Request {
  server: ServerContext
  identity: Identity
  kind: Kind
  /** For plugins and actions that read or write further objects, as the same identity. */
  client: Client
}
