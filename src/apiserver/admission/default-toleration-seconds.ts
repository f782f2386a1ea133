/** DefaultTolerationSeconds: pods stay on a node that fails for five minutes, unless they say otherwise. */
import type { Pod, Toleration } from '../../generated/types.ts'
import type { AdmissionPlugin } from './plugin.ts'

const SECONDS = 300
const taints = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable']

/** Source: plugin/pkg/admission/defaulttolerationseconds. */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  kinds: ['Pod'],
  // On updates too: a manifest that lists tolerations of its own replaces the list, and these come back.
  operations: ['CREATE', 'UPDATE'],
  async mutate({ object }) {
    const { spec } = object as Pod
    if (!spec) return
    const tolerations = spec.tolerations ?? []
    const missing = taints.filter((key) => !tolerations.some((toleration) => tolerates(toleration, key)))
    if (missing.length === 0) return
    const added = missing.map(
      (key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: SECONDS }),
    )
    spec.tolerations = [...tolerations, ...added]
  },
}

function tolerates({ key = '', effect = '' }: Toleration, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '')
}
