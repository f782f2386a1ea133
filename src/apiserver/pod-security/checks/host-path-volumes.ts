/** Pods must not mount folders of their node. */
import { joinQuoted, type PodCheck, plural, type SecurityCheck } from '../check.ts'

const check: PodCheck = ({ spec }) => {
  const names = (spec.volumes ?? []).filter(({ hostPath }) => hostPath).map(({ name = '' }) => name)
  if (names.length === 0) return undefined
  return { reason: 'hostPath volumes', detail: `${plural('volume', names)} ${joinQuoted(names)}` }
}

export const hostPathVolumes: SecurityCheck = {
  id: 'hostPathVolumes',
  level: 'baseline',
  versions: [[0, check]],
}
