/** The default profile of AppArmor may be replaced by a local one only. */

import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import {
  containersWith,
  joinQuoted,
  type PodCheck,
  plural,
  type SecurityCheck,
  setters,
  sorted,
} from '../check.ts'

const PREFIX = 'container.apparmor.security.beta.kubernetes.io/'
const ALLOWED = ['RuntimeDefault', 'Localhost']

const isAllowed = (profile: string) =>
  profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/')

const isBad = (profile: { type: string } | undefined) =>
  profile !== undefined && !ALLOWED.includes(profile.type)

const check: PodCheck = (subject) => {
  const { spec, metadata } = subject
  const pod = spec.securityContext?.appArmorProfile
  const bad = containersWith(subject, (each) => isBad(each.securityContext?.appArmorProfile))
  const annotated = Object.entries(metadata?.annotations ?? {}).filter(
    ([key, value]) => key.startsWith(PREFIX) && !isAllowed(value),
  )
  const keys = sorted(annotated.map(([key]) => key))
  const who = [
    ...setters(isBad(pod), bad),
    ...(keys.length > 0 ? [`${plural('annotation', keys)} ${joinQuoted(keys)}`] : []),
  ]
  if (who.length === 0) return undefined
  const profiles = [pod, ...allContainers(spec).map((each) => each.securityContext?.appArmorProfile)]
  const values = sorted([
    ...profiles.filter(isBad).map((profile) => profile?.type ?? ''),
    ...annotated.map(([, value]) => value),
  ])
  return {
    reason: plural('forbidden AppArmor profile', values),
    detail: `${who.join(' and ')} must not set AppArmor profile type to ${joinQuoted(values)}`,
  }
}

export const appArmorProfile: SecurityCheck = {
  id: 'appArmorProfile',
  level: 'baseline',
  versions: [[0, check]],
}
