/** What becomes of one claim: bound, provisioned, waiting, or lost. Source: pv_controller.go, syncClaim. */

import { SELECTED_NODE } from '../../api/kinds/core/persistent-volume-claim/selected-node.ts'
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { annotationDefault } from '../../apiserver/admission/default-class.ts'
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { BIND_COMPLETED, bind, setClaimPhase } from './binding.ts'
import { classOf, findMatch, isReservedFor, mismatch } from './match.ts'
import { provision } from './provision.ts'

const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class'

/** Brings a claim closer to a volume. */
export async function syncClaim(claim: PersistentVolumeClaim, context: ReconcileContext): Promise<void> {
  if (claim.metadata.annotations?.[BIND_COMPLETED] !== undefined) await syncBound(claim, context)
  else if (claim.spec?.volumeName) await syncNamed(claim, claim.spec.volumeName, context)
  else await syncUnbound(claim, context)
}

async function syncUnbound(asked: PersistentVolumeClaim, context: ReconcileContext): Promise<void> {
  const { client, recorder } = context
  const claim = await withDefaultClass(asked, context)
  const className = classOf(claim)
  const storageClass =
    className === '' ? undefined : await client.find('StorageClass', clusterName(className))
  const waits = waitsForPod(claim, storageClass)
  const volume = findMatch(claim, await candidatesFor(claim, className, context), waits)
  if (volume !== undefined) return bind(volume, claim, context)
  if (waits) await tellWaiting(claim, context)
  else if (className !== '') await provision(claim, storageClass, context)
  else {
    const message = 'no persistent volumes available for this claim and no storage class is set'
    await recorder.event(claim, 'Normal', 'FailedBinding', message)
  }
  const current = await client.find('PersistentVolumeClaim', claimName(claim))
  if (current !== undefined) await setClaimPhase(current, 'Pending', context)
}

/** A claim that names no class gets the default one, also one that is marked as such later (KEP-3333). */
async function withDefaultClass(
  claim: PersistentVolumeClaim,
  { client }: ReconcileContext,
): Promise<PersistentVolumeClaim> {
  if (claim.spec?.storageClassName !== undefined || classOf(claim) !== '') return claim
  const { items } = await client.list('StorageClass')
  const storageClassName = annotationDefault(items, DEFAULT_CLASS)?.metadata.name
  if (storageClassName === undefined) return claim
  return client.update('PersistentVolumeClaim', { ...claim, spec: { ...claim.spec, storageClassName } })
}

/** The free volumes of the class, and those that are reserved for the claim. */
async function candidatesFor(
  claim: PersistentVolumeClaim,
  className: string,
  { client }: ReconcileContext,
): Promise<PersistentVolume[]> {
  const { namespace, name } = claim.metadata
  const reserved = await client.lookup('PersistentVolume', 'claim', `${namespace}/${name}`)
  return [...reserved, ...(await client.lookup('PersistentVolume', 'free', className))]
}

function waitsForPod({ metadata }: PersistentVolumeClaim, storageClass: StorageClass | undefined): boolean {
  const isChosen = metadata.annotations?.[SELECTED_NODE] !== undefined
  return storageClass?.volumeBindingMode === 'WaitForFirstConsumer' && !isChosen
}

async function tellWaiting(
  claim: PersistentVolumeClaim,
  { client, recorder }: ReconcileContext,
): Promise<void> {
  const { namespace, name } = claim.metadata
  const pods = (await client.lookup('Pod', 'claim', `${namespace}/${name}`)).filter(
    (pod) => !isPodTerminal(pod),
  )
  const unscheduled = pods.find((pod) => !pod.spec?.nodeName)
  if (unscheduled !== undefined) {
    const message = `waiting for pod ${unscheduled.metadata.name} to be scheduled`
    await recorder.event(claim, 'Normal', 'WaitForPodScheduled', message)
    return
  }
  const message = 'waiting for first consumer to be created before binding'
  await recorder.event(claim, 'Normal', 'WaitForFirstConsumer', message)
}

/** The user has named the volume. */
async function syncNamed(
  claim: PersistentVolumeClaim,
  name: string,
  context: ReconcileContext,
): Promise<void> {
  const { client, recorder } = context
  const volume = await client.find('PersistentVolume', clusterName(name))
  if (volume !== undefined) {
    const problem = volume.spec?.claimRef === undefined ? mismatch(volume, claim) : undefined
    const isFree = volume.spec?.claimRef === undefined || isReservedFor(volume, claim)
    if (isFree && problem === undefined) return bind(volume, claim, context)
    const [reason, message] = isFree
      ? ['VolumeMismatch', `Cannot bind to requested volume "${name}": ${problem}`]
      : ['FailedBinding', `volume "${name}" already bound to a different claim.`]
    await recorder.event(claim, 'Warning', reason!, message!)
  }
  await setClaimPhase(claim, 'Pending', context)
}

async function syncBound(claim: PersistentVolumeClaim, context: ReconcileContext): Promise<void> {
  const name = claim.spec?.volumeName
  if (!name) {
    const message = 'Bound claim has lost reference to PersistentVolume. Data on the volume is lost!'
    return lose(claim, 'ClaimLost', message, context)
  }
  const volume = await context.client.find('PersistentVolume', clusterName(name))
  if (volume === undefined) {
    const message = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!'
    return lose(claim, 'ClaimLost', message, context)
  }
  if (isOwn(volume, claim)) return bind(volume, claim, context)
  const message = 'Two claims are bound to the same volume, this one is bound incorrectly'
  return lose(claim, 'ClaimMisbound', message, context)
}

function isOwn({ spec }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  return spec?.claimRef === undefined || spec.claimRef.uid === metadata.uid
}

async function lose(
  claim: PersistentVolumeClaim,
  reason: string,
  message: string,
  context: ReconcileContext,
): Promise<void> {
  if (claim.status?.phase === 'Lost') return
  await setClaimPhase(claim, 'Lost', context)
  await context.recorder.event(claim, 'Warning', reason, message)
}

function clusterName(name: string) {
  return { namespace: '', name }
}

function claimName({ metadata }: PersistentVolumeClaim) {
  return { namespace: metadata.namespace ?? '', name: metadata.name ?? '' }
}
