/** `kubectl rollout` of daemon sets. Source: kubectl, polymorphichelpers. */
import { quote } from '../../../apimachinery/go-format.ts'
import type { DaemonSet } from '../../../generated/types.ts'
import type { RolloutCapability, RolloutStatus } from '../../rollout.ts'
import { controllerRevisions, controllerRollback } from './controller-revision-history.ts'

/** How daemon sets roll out. */
export const rollout: RolloutCapability<DaemonSet> = {
  status,
  longestPause: ({ spec }) => spec?.minReadySeconds ?? 0,
  revisions: controllerRevisions,
  rollback: controllerRollback,
  noPrevious: () => 'no last revision to roll back to',
}

function status({ metadata, spec, status: state }: DaemonSet): RolloutStatus {
  const name = quote(metadata.name ?? '')
  if (spec?.updateStrategy?.type !== 'RollingUpdate') {
    const failure = 'rollout status is only available for RollingUpdate strategy type'
    return { text: '', done: false, failure }
  }
  if ((metadata.generation ?? 0) > (state?.observedGeneration ?? 0))
    return { text: 'Waiting for daemon set spec update to be observed...', done: false }
  const wanted = state?.desiredNumberScheduled ?? 0
  const { updatedNumberScheduled: updated = 0, numberAvailable: available = 0 } = state ?? {}
  const wait = (what: string): RolloutStatus => ({
    text: `Waiting for daemon set ${name} rollout to finish: ${what}...`,
    done: false,
  })
  if (updated < wanted) return wait(`${updated} out of ${wanted} new pods have been updated`)
  if (available < wanted) return wait(`${available} of ${wanted} updated pods are available`)
  return { text: `daemon set ${name} successfully rolled out`, done: true }
}
