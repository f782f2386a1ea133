/** Probes and hooks must not make the kubelet ask other hosts than the pod. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import type { Container } from '../../../generated/types.ts'
import {
  containersWith,
  containerWords,
  joinQuoted,
  type PodCheck,
  plural,
  type SecurityCheck,
  sorted,
} from '../check.ts'

function hostsOf({ livenessProbe, readinessProbe, startupProbe, lifecycle }: Container): string[] {
  const handlers = [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop]
  return handlers.flatMap((handler) => [handler?.httpGet?.host, handler?.tcpSocket?.host].filter(isSet))
}

function isSet(host: string | undefined): host is string {
  return host !== undefined && host !== ''
}

const check: PodCheck = (subject) => {
  const bad = sorted(containersWith(subject, (each) => hostsOf(each).length > 0))
  if (bad.length === 0) return undefined
  const hosts = sorted(allContainers(subject.spec).flatMap(hostsOf))
  const what = plural('probe or lifecycle host', hosts)
  const detail = `${containerWords(bad)} ${plural('uses', bad, 'use')} ${what} ${joinQuoted(hosts)}`
  return { reason: 'probe or lifecycle host', detail }
}

export const hostProbesAndHostLifecycle: SecurityCheck = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  versions: [[34, check]],
}
