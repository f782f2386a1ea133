/** How often the template of a daemon set has changed: kept in an annotation, and in a label of the pods made then. */
import type { DaemonSet } from '../../../generated/types.ts'

/** Older servers kept the number in the spec. */
const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation'

/** The label of a daemon set's pods; older controllers told old pods from new ones by it alone. */
export const POD_TEMPLATE_GENERATION = 'pod-template-generation'

/** The number; 0 where there is none that can be read. */
export function templateGeneration({ metadata }: DaemonSet): number {
  const text = metadata.annotations?.[TEMPLATE_GENERATION] ?? ''
  return /^\d+$/.test(text) ? Number(text) : 0
}

/** Changes the daemon set in place. */
export function setTemplateGeneration({ metadata }: DaemonSet, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) }
}
