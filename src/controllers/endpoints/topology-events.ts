/** Tells of services whether their endpoints have hints for zones. Source: endpointslice/reconciler.go, topologycache. */
import type { Service } from '../../generated/types.ts'
import { keyOf, type ReconcileContext } from '../../runtime/reconciler.ts'
import { addressTypesOf } from './endpoint.ts'
import type { HintOutcome } from './topology-hints.ts'

const ENABLED = 'Topology Aware Hints has been enabled'
const DISABLED = 'Topology Aware Hints has been disabled'

/** What was told last, by type of address. */
type Told = Readonly<Record<string, string>>

/** Tells how the endpoints fared, unless that is known: hints that come once, why there are none with each change. */
export async function tellOutcomes(
  service: Service,
  outcomes: readonly HintOutcome[],
  context: ReconcileContext,
): Promise<void> {
  const before = await toldOf(service, context)
  const now = Object.fromEntries(
    outcomes.map(({ addressType, problem }) => [addressType, problem ?? ENABLED]),
  )
  let isEnabled = Object.values(before).includes(ENABLED)
  for (const { addressType, problem, isChanged } of outcomes) {
    const isNews = isChanged || before[addressType] !== problem
    if (problem !== undefined && isNews) await tellDisabled(service, problem, addressType, context)
    if (problem !== undefined || isEnabled) continue
    isEnabled = true
    const message = `${ENABLED}, addressType: ${addressType}`
    await context.recorder.event(service, 'Normal', 'TopologyAwareHintsEnabled', message)
  }
  const isSame = outcomes.every(({ addressType }) => before[addressType] === now[addressType])
  if (!isSame || Object.keys(before).length !== outcomes.length) await context.state.set(keyOf(service), now)
}

/** Tells that the service asks for hints no more, if it had some. */
export async function tellWithdrawal(service: Service, context: ReconcileContext): Promise<void> {
  const before = await toldOf(service, context)
  if (Object.values(before).includes(ENABLED))
    await tellDisabled(service, DISABLED, addressTypesOf(service)[0] ?? 'IPv4', context)
  if (Object.keys(before).length > 0) await context.state.set(keyOf(service), undefined)
}

async function toldOf(service: Service, { state }: ReconcileContext): Promise<Told> {
  return ((await state.get(keyOf(service))) as Told | undefined) ?? {}
}

async function tellDisabled(
  service: Service,
  message: string,
  addressType: string,
  { recorder }: ReconcileContext,
): Promise<void> {
  const text = `${message}, addressType: ${addressType}`
  await recorder.event(service, 'Warning', 'TopologyAwareHintsDisabled', text)
}
