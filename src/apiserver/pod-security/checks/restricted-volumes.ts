/** Volumes are of the kinds that hold no more than the cluster gives. */
import type { Volume } from '../../../generated/types.ts'
import { joinQuoted, type PodCheck, plural, type SecurityCheck, sorted } from '../check.ts'

const ALLOWED = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
)

/** The source of a volume by the name of its field. */
function typeOf({ name: _, ...sources }: Volume): string {
  return Object.keys(sources)[0] ?? 'unknown'
}

const check: PodCheck = ({ spec }) => {
  const bad = (spec.volumes ?? []).filter((volume) => !ALLOWED.has(typeOf(volume)))
  if (bad.length === 0) return undefined
  const names = bad.map(({ name = '' }) => name)
  const types = sorted(bad.map(typeOf))
  const what = `${plural('uses', names, 'use')} ${plural('restricted volume type', types)} ${joinQuoted(types)}`
  return {
    reason: 'restricted volume types',
    detail: `${plural('volume', names)} ${joinQuoted(names)} ${what}`,
  }
}

export const restrictedVolumes: SecurityCheck = {
  id: 'restrictedVolumes',
  level: 'restricted',
  overrides: ['hostPathVolumes'],
  versions: [[0, check]],
}
