/** The schedulers of a cluster: what its configuration makes of them. */
import type { Client } from '../apiserver/client.ts'
import type { ConfigMap, Pod } from '../generated/types.ts'
import { keyOf, type ReconcileContext, type Reconciler } from '../runtime/reconciler.ts'
import { CONFIG_MAP, isConfiguration } from './config/config-map.ts'
import { type Profile, schedulerOf } from './framework.ts'
import { defaultProfile } from './plugins/index.ts'
import { createScheduler } from './scheduler.ts'

/**
 * The schedulers as the cluster's ConfigMap wants them; one with all defaults where there is none. With a faulty one
 * none runs, as kube-scheduler does not start, and an event of the ConfigMap tells why.
 */
export async function createSchedulers(client: Client): Promise<Reconciler[]> {
  const stored = await readStored(client)
  if (!stored) return [createScheduler()]
  const { loaded } = stored
  if ('problem' in loaded) return [createComplaint(stored.object, loaded.problem)]
  const { profilesOf } = await import('./config/load.ts')
  return [createScheduler(...profilesOf(loaded.configuration))]
}

/** The profile that places a pod; undefined where no scheduler of this name runs. */
export async function profileFor(pod: Pod, client: Client): Promise<Profile | undefined> {
  const name = schedulerOf(pod)
  const stored = await readStored(client)
  if (!stored) return name === defaultProfile.schedulerName ? defaultProfile : undefined
  if ('problem' in stored.loaded) return undefined
  const { profilesOf } = await import('./config/load.ts')
  return profilesOf(stored.loaded.configuration).find(({ profile }) => profile.schedulerName === name)
    ?.profile
}

/** What reads configurations is loaded only where there is one. */
async function readStored(client: Client) {
  const object = await client.find('ConfigMap', CONFIG_MAP)
  if (!object) return undefined
  const { readConfiguration } = await import('./config/stored.ts')
  return readConfiguration(object)
}

/** Stands in for the schedulers of a configuration that cannot be read. */
function createComplaint(object: ConfigMap, problem: string): Reconciler {
  return {
    name: 'kube-scheduler',
    watches: [
      { kind: 'ConfigMap', keys: (change) => (isConfiguration(change.object) ? [keyOf(object)] : []) },
    ],
    async reconcile(_key, { recorder }: ReconcileContext) {
      await recorder.event(object, 'Warning', 'InvalidConfiguration', problem)
      return undefined
    },
  }
}
