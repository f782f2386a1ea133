/** What the API server warns of whenever kinds are asked for that are about to go. */
import { kindName, type Registry } from '../../api/registry.ts'
import type { CollectedOutput } from '../streams.ts'
import type { TargetPlan } from './plan.ts'

/** Writes the warning of each deprecated kind that the plan is about, once. */
export async function warnOfDeprecated(
  plan: TargetPlan,
  registry: Registry,
  output: CollectedOutput,
): Promise<void> {
  const targets = plan.from === 'selection' ? plan.selections : plan.targets
  for (const { resource } of targets) {
    const { deprecated } = (await registry.load(kindName(resource))).definition
    if (deprecated !== undefined) output.warn(deprecated)
  }
}
