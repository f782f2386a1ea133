/** The daemon set controller: one pod on each node that suits. Source: pkg/controller/daemon. */
import { scaleIntOrPercent } from '../../apimachinery/int-or-string.ts'
import type { DaemonSet } from '../../generated/types.ts'
import { parseKey, type ReconcileContext, type Reconciler, type Result } from '../../runtime/reconciler.ts'
import { type Changes, createChangeLog } from './changes.ts'
import type { Daemon } from './daemon.ts'
import { cleanUpHistory, type Recorded, recordHistory } from './history.ts'
import { clearLedger, type Head, type Ledger, openLedger } from './ledger.ts'
import { writeStatus } from './status.ts'
import { adopt, lookAt, lookEverywhere, type Round } from './survey.ts'
import { daemonTemplate } from './template.ts'
import { createWatches } from './watches.ts'
import { work } from './work.ts'

/** Keeps one pod of each DaemonSet on each node that it suits. */
export function createDaemonSetController(): Reconciler {
  const log = createChangeLog()
  return {
    name: 'daemonset-controller',
    watches: createWatches(log),
    async reconcile(key, context) {
      const changes = log.take(key)
      const daemonSet = await context.client.find('DaemonSet', parseKey(key))
      if (daemonSet === undefined) return void (await clearLedger(context.state, key))
      // What becomes of its pods and revisions is the garbage collector's business from here on.
      if (daemonSet.metadata.deletionTimestamp !== undefined) return undefined
      const ledger = await ledgerOf(daemonSet, key, context)
      return reconcileDaemonSet(daemonSet, ledger, changes, context)
    },
  }
}

/** The books of a daemon set of the same name that was there before are of no use. */
async function ledgerOf({ metadata }: DaemonSet, key: string, { state }: ReconcileContext): Promise<Ledger> {
  const ledger = await openLedger(state, key)
  if (ledger.head === undefined || ledger.head.uid === metadata.uid) return ledger
  await clearLedger(state, key)
  return openLedger(state, key)
}

async function reconcileDaemonSet(
  daemonSet: DaemonSet,
  ledger: Ledger,
  changes: Changes,
  context: ReconcileContext,
): Promise<Result | undefined> {
  let failure: Error | undefined
  let head = newHead(daemonSet)
  try {
    const { hash, collisionCount } = await history(daemonSet, ledger, changes, context)
    const round = { context, daemonSet, ledger, daemon: daemonOf(daemonSet, hash, context) }
    await survey(round, hash, changes)
    failure = await work(round)
    head = { ...head, hash, generation: daemonSet.metadata.generation }
    head.hasSurplusRevisions = await cleanUp(round, hash, changes)
    await writeStatus(daemonSet, ledger.totals, collisionCount, context)
  } finally {
    await ledger.save(head)
  }
  // A refusal is tried again by the loop: when the world has moved, or after a growing pause.
  if (failure !== undefined) throw failure
  const due = await ledger.nextDue()
  return due && { requeueAt: due.at, why: due.why }
}

/** Without a generation: where a round is broken off, changes may be missed, so the next one looks everywhere. */
function newHead({ metadata }: DaemonSet): Omit<Head, 'totals'> {
  return { uid: metadata.uid ?? '', generation: undefined, hash: '', hasSurplusRevisions: false }
}

/** Whether the books were made for the daemon set as it is now. */
function isKnown({ metadata }: DaemonSet, { head }: Ledger): boolean {
  return head !== undefined && head.generation === metadata.generation
}

/** The newest revision; where nothing has changed, as it was last time. */
async function history(
  daemonSet: DaemonSet,
  ledger: Ledger,
  changes: Changes,
  { client }: ReconcileContext,
): Promise<Recorded> {
  if (!isKnown(daemonSet, ledger) || changes.revisions) return recordHistory(client, daemonSet)
  return { hash: ledger.head!.hash, collisionCount: daemonSet.status?.collisionCount }
}

async function cleanUp(round: Round, hash: string, { revisions }: Changes): Promise<boolean> {
  const { ledger, daemonSet, context } = round
  const mayHaveSurplus = !isKnown(daemonSet, ledger) || revisions || ledger.head!.hasSurplusRevisions
  return mayHaveSurplus && cleanUpHistory(context.client, daemonSet, hash)
}

/** Brings the books up to date: where something has changed or is due, or everywhere. */
async function survey(round: Round, hash: string, { places, orphans }: Changes): Promise<void> {
  const { ledger, daemonSet, context } = round
  if (!isKnown(daemonSet, ledger) || ledger.head?.hash !== hash) return lookEverywhere(round)
  const adopted = await adopt(round, orphans)
  const due = await ledger.duePlaces(context.clock.now())
  for (const place of new Set([...places, ...adopted, ...due])) await lookAt(round, place)
}

function daemonOf(daemonSet: DaemonSet, hash: string, { clock }: ReconcileContext): Daemon {
  const { minReadySeconds = 0, updateStrategy } = daemonSet.spec!
  const isRolling = updateStrategy?.type === 'RollingUpdate'
  return {
    template: daemonTemplate(daemonSet, hash),
    isRolling,
    surges: isRolling && scaleIntOrPercent(updateStrategy.rollingUpdate?.maxSurge ?? 0, 1, true) > 0,
    minReadySeconds,
    observedGeneration: daemonSet.status?.observedGeneration ?? 0,
    now: clock.now(),
  }
}
