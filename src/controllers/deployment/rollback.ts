/** The rollback that older clients ask for by an annotation, once a field of the API. Source: rollback.go. */
import { formerState, ROLLBACK_TO, readNumber } from '../../api/kinds/apps/deployment-revisions.ts'
import { equalTemplates } from '../../api/kinds/apps/template-hash.ts'
import type { Deployment, ReplicaSet } from '../../generated/types.ts'
import { createNewSet } from './new-set.ts'
import { revisionOf } from './revisions.ts'
import { allSets, type Round } from './round.ts'

/** The revision that is asked for; 0 is the last one before the newest. Undefined where none is, or no number. */
export function rollbackTo({ metadata }: Deployment): number | undefined {
  return readNumber(metadata.annotations?.[ROLLBACK_TO])
}

/** Puts the template of the revision back, or says why it does not; the annotation goes in any case. */
export async function rollBack(round: Round, wanted: number): Promise<void> {
  if (round.newSet === undefined && !(await createNewSet(round))) return
  const { deployment, context } = round
  const { recorder } = context
  const revision = wanted || lastRevision(allSets(round))
  const set = revision === 0 ? undefined : allSets(round).find((each) => revisionOf(each) === revision)
  if (set === undefined) {
    const message =
      revision === 0 ? 'Unable to find last revision.' : 'Unable to find the revision to rollback to.'
    await recorder.event(deployment, 'Warning', 'DeploymentRollbackRevisionNotFound', message)
    return write(round, deployment)
  }
  const name = `"${deployment.metadata.name}"`
  if (equalTemplates(set.spec?.template, deployment.spec!.template)) {
    const message = `The rollback revision contains the same template as current deployment ${name}`
    await recorder.event(deployment, 'Warning', 'DeploymentRollbackTemplateUnchanged', message)
    return write(round, deployment)
  }
  const { template, annotations } = formerState(deployment, set)
  const metadata = { ...deployment.metadata, annotations }
  await write(round, { ...deployment, metadata, spec: { ...deployment.spec!, template } })
  const message = `Rolled back deployment ${name} to revision ${revision}`
  await recorder.event(deployment, 'Normal', 'DeploymentRollback', message)
}

/** The second highest revision; 0 where there is none. */
function lastRevision(sets: readonly ReplicaSet[]): number {
  return sets.map(revisionOf).sort((a, b) => b - a)[1] ?? 0
}

async function write({ context }: Round, deployment: Deployment): Promise<void> {
  const { [ROLLBACK_TO]: _done, ...annotations } = deployment.metadata.annotations ?? {}
  await context.client.update('Deployment', {
    ...deployment,
    metadata: { ...deployment.metadata, annotations },
  })
}
