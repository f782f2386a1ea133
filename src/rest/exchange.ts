/** One request on its way: what it is about, who makes it, and how the answer is to look. */

import type { Sleep } from '../base/sleep.ts'
import type { Cluster } from '../cluster/cluster.ts'
import type { Form } from './accept.ts'
import type { RestRequest } from './message.ts'
import type { RestTarget } from './path.ts'

/** What answers a request for objects. */
export interface Exchange {
  request: RestRequest
  query: URLSearchParams
  target: RestTarget
  form: Form
  /** As the user who asks may see and change it. */
  cluster: Cluster
  /** As it is. */
  owner: Cluster
  sleep: Sleep
}
