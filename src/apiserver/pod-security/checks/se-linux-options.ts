/** SELinux: the types of containers only, and neither user nor role. */
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

interface Options {
  type?: string
  user?: string
  role?: string
}

const TYPES = ['', 'container_t', 'container_init_t', 'container_kvm_t']

function checkFor(types: readonly string[]): PodCheck {
  const isBad = (options: Options = {}) =>
    !types.includes(options.type ?? '') || Boolean(options.user) || Boolean(options.role)
  return (subject) => {
    const pod = subject.spec.securityContext?.seLinuxOptions
    const bad = containersWith(subject, (each) => isBad(each.securityContext?.seLinuxOptions))
    const who = setters(isBad(pod), bad)
    if (who.length === 0) return undefined
    const all = [pod, ...allContainers(subject.spec).map((each) => each.securityContext?.seLinuxOptions)]
    const badTypes = sorted(all.map((options) => options?.type ?? '').filter((type) => !types.includes(type)))
    const faults = [
      ...(badTypes.length > 0 ? [`${plural('type', badTypes)} ${joinQuoted(badTypes)}`] : []),
      ...(all.some((options) => options?.user) ? ['user may not be set'] : []),
      ...(all.some((options) => options?.role) ? ['role may not be set'] : []),
    ]
    const detail = `${who.join(' and ')} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`
    return { reason: 'seLinuxOptions', detail }
  }
}

export const seLinuxOptions: SecurityCheck = {
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    [0, checkFor(TYPES)],
    [31, checkFor([...TYPES, 'container_engine_t'])],
  ],
}
