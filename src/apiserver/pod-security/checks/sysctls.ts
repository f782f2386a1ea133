/** Of the kernel's parameters, those only that concern nobody but the pod. */
import type { PodCheck, SecurityCheck } from '../check.ts'

const SAFE = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
]
const SAFE_1_27 = [...SAFE, 'net.ipv4.ip_local_reserved_ports']
const SAFE_1_29 = [
  ...SAFE_1_27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]
const SAFE_1_32 = [...SAFE_1_29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']

function checkFor(safe: readonly string[]): PodCheck {
  return ({ spec }) => {
    const names = (spec.securityContext?.sysctls ?? []).map(({ name }) => name)
    const forbidden = names.filter((name) => !safe.includes(name))
    return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') }
  }
}

export const sysctls: SecurityCheck = {
  id: 'sysctls',
  level: 'baseline',
  versions: [
    [0, checkFor(SAFE)],
    [27, checkFor(SAFE_1_27)],
    [29, checkFor(SAFE_1_29)],
    [32, checkFor(SAFE_1_32)],
  ],
}
