/** The node that a pod is meant for, although it may not be bound yet: pods of daemon sets. */
import type { Pod } from '../../../../generated/types.ts'

/**
 * The node that the pod is bound to; before that, the only one that its required node affinity names. Undefined where
 * it names none or several (GetTargetNodeName of pkg/controller/daemon/util).
 */
export function targetNode({ spec }: Pod): string | undefined {
  if (spec?.nodeName) return spec.nodeName
  const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
  const named = (required?.nodeSelectorTerms ?? [])
    .flatMap(({ matchFields = [] }) => matchFields)
    .find(({ key, operator }) => key === 'metadata.name' && operator === 'In')
  return named?.values?.length === 1 ? named.values[0] : undefined
}
