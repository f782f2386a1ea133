/** `kubectl rollout` of deployments. Source: kubectl, polymorphichelpers/{rollout_status,history,rollback}.go. */
import { quote } from '../../../apimachinery/go-format.ts'
import { controllerOf } from '../../../apimachinery/object.ts'
import type { JsonObject } from '../../../base/json.ts'
import type { Deployment, ReplicaSet } from '../../../generated/types.ts'
import type { ObjectReader } from '../../describe-context.ts'
import {
  changeCauseOf,
  type Revision,
  type RollbackPatch,
  type RolloutCapability,
  type RolloutStatus,
  withChangeCause,
} from '../../rollout.ts'
import { formerState, REVISION, readNumber } from './deployment-revisions.ts'
import { equalTemplates } from './template-hash.ts'

/** How deployments roll out. */
export const rollout: RolloutCapability<Deployment> = {
  status,
  longestPause: ({ spec }) => Math.max(spec?.progressDeadlineSeconds ?? 0, spec?.minReadySeconds ?? 0),
  revisions,
  rollback,
  noPrevious: ({ metadata }) => `no rollout history found for deployment ${quote(metadata.name ?? '')}`,
  isPaused: ({ spec }) => spec?.paused === true,
}

function status(object: Deployment, revision: number): RolloutStatus {
  const { metadata, spec, status: state = {} } = object
  const name = quote(metadata.name ?? '')
  const running = revisionNumber(object) ?? 0
  if (revision > 0 && revision !== running)
    return failed(`desired revision (${revision}) is different from the running revision (${running})`)
  if ((metadata.generation ?? 0) > (state.observedGeneration ?? 0))
    return waiting('Waiting for deployment spec update to be observed...')
  const progress = state.conditions?.find(({ type }) => type === 'Progressing')
  if (progress?.reason === 'ProgressDeadlineExceeded')
    return failed(`deployment ${name} exceeded its progress deadline`)
  const { replicas = 0, updatedReplicas: updated = 0, availableReplicas: available = 0 } = state
  const wanted = spec?.replicas ?? 1
  const wait = (what: string) => waiting(`Waiting for deployment ${name} rollout to finish: ${what}...`)
  if (updated < wanted) return wait(`${updated} out of ${wanted} new replicas have been updated`)
  if (replicas > updated) return wait(`${replicas - updated} old replicas are pending termination`)
  if (available < updated) return wait(`${available} of ${updated} updated replicas are available`)
  return { text: `deployment ${name} successfully rolled out`, done: true }
}

function waiting(text: string): RolloutStatus {
  return { text, done: false }
}

function failed(failure: string): RolloutStatus {
  return { text: '', done: false, failure }
}

function revisionNumber({ metadata }: Deployment | ReplicaSet): number | undefined {
  return readNumber(metadata.annotations?.[REVISION])
}

async function revisions({ metadata }: Deployment, reader: ObjectReader): Promise<Revision[]> {
  const dependents = await reader.dependents(metadata.uid ?? '')
  return dependents
    .filter((object) => object.kind === 'ReplicaSet' && controllerOf(object)?.uid === metadata.uid)
    .flatMap((object) => toRevision(object as ReplicaSet))
    .sort((a, b) => a.number - b.number)
}

function toRevision(set: ReplicaSet): Revision[] {
  const number = revisionNumber(set)
  const template = set.spec?.template
  if (number === undefined || template === undefined) return []
  const changeCause = changeCauseOf(set)
  return [{ number, template: withChangeCause(template, changeCause), changeCause, object: set }]
}

function rollback(deployment: Deployment, { object }: Revision): RollbackPatch | undefined {
  const set = object as ReplicaSet
  if (equalTemplates(set.spec?.template, deployment.spec?.template)) return undefined
  const { template, annotations } = formerState(deployment, set)
  const patch: JsonObject[] = [
    { op: 'replace', path: '/spec/template', value: template as unknown as JsonObject },
    { op: 'replace', path: '/metadata/annotations', value: annotations },
  ]
  return { type: 'json', patch }
}
