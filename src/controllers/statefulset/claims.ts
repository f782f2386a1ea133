/** The claims of a replica: made before its pod, and owned as the set's retention policy says. Source: stateful_pod_control.go. */
import { claimName, draftClaim } from '../../api/kinds/apps/stateful-set.pod.ts'
import { isAlreadyExists } from '../../apimachinery/status-error.ts'
import type { PersistentVolumeClaim, Pod } from '../../generated/types.ts'
import { writeOwners } from '../ownership.ts'
import { claimOwners, differsIn, hasForeignController, hasStaleOwner } from './claim-owners.ts'
import { isInRange } from './identity.ts'
import type { Replica, Round } from './round.ts'

const KIND = 'PersistentVolumeClaim'

/** Makes the claims that are missing. Throws where one cannot be made, or is on its way out. */
export async function createClaims(round: Round, replica: Replica): Promise<void> {
  const failures: Error[] = []
  for (const template of round.set.spec?.volumeClaimTemplates ?? []) {
    const draft = draftClaim(round.set, template, replica.ordinal)
    const existing = await findClaim(round, draft.metadata.name!)
    if (existing === undefined) {
      const failure = await createClaim(round, draft, replica)
      if (failure !== undefined) failures.push(failure)
    } else if (existing.metadata.deletionTimestamp !== undefined)
      failures.push(new Error(`pvc ${draft.metadata.name} is being deleted`))
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1)
    throw new Error(`[${failures.map(({ message }) => message).join(', ')}]`, { cause: failures[0]!.cause })
}

/** Gives the failure, after telling of it. */
async function createClaim(
  { set, context }: Round,
  claim: PersistentVolumeClaim,
  { name }: Replica,
): Promise<Error | undefined> {
  const { client, recorder } = context
  const claimed = claim.metadata.name
  const where = `in StatefulSet ${set.metadata.name}`
  try {
    await client.create(KIND, claim)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    if (!isAlreadyExists(error)) {
      const message = `create Claim ${claimed} for Pod ${name} ${where} failed error: ${error.message}`
      await recorder.event(set, 'Warning', 'FailedCreate', message)
    }
    return new Error(`failed to create PVC ${claimed}: ${error.message}`, { cause: error })
  }
  const message = `create Claim ${claimed} Pod ${name} ${where} success`
  await recorder.event(set, 'Normal', 'SuccessfulCreate', message)
  return undefined
}

/** The claims of the replica that are there. */
async function presentClaims(round: Round, { ordinal }: Replica): Promise<PersistentVolumeClaim[]> {
  const templates = round.set.spec?.volumeClaimTemplates ?? []
  const names = templates.map((template) => claimName(template, round.set, ordinal))
  const claims = await Promise.all(names.map((name) => findClaim(round, name)))
  return claims.filter((claim) => claim !== undefined)
}

function findClaim({ set, context }: Round, name: string): Promise<PersistentVolumeClaim | undefined> {
  return context.client.find(KIND, { namespace: set.metadata.namespace ?? '', name })
}

/**
 * Gives the replica's claims the owners that the policy asks for. True if that changed anything. An event tells of
 * claims that something else manages: of those that change, and where the pod is new of all.
 */
export async function ownClaims(round: Round, replica: Replica, pod: Pod, isNew = false): Promise<boolean> {
  const { set, context } = round
  let hasChanged = false
  for (const claim of await presentClaims(round, replica)) {
    const owners = claimOwners(claim, set, pod, isInRange(set, replica.ordinal))
    const differs = differsIn(owners, claim)
    if ((differs || isNew) && hasForeignController(claim, set, pod)) {
      const message = `PersistentVolumeClaim ${claim.metadata.name} has a conflicting OwnerReference that acts as a manging controller, the retention policy is ignored for this claim`
      await context.recorder.event(set, 'Warning', 'ConflictingController', message)
    }
    if (!differs) continue
    await writeOwners(context.client, KIND, claim, owners)
    hasChanged = true
  }
  return hasChanged
}

/**
 * Whether a claim still belongs to the pod that the replica had before it was scaled away, and will go with it: then
 * the replica has to wait.
 */
export async function hasStaleClaim(round: Round, replica: Replica): Promise<boolean> {
  if (round.set.spec?.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false
  const unborn = { apiVersion: 'v1', kind: 'Pod', metadata: { name: replica.name } }
  const claims = await presentClaims(round, replica)
  return claims.some((claim) => hasStaleOwner(claim, unborn))
}
