/** Containers must not take ports of their node. */
import { allContainers } from '../../../api/kinds/core/pod/containers.ts'
import type { Container } from '../../../generated/types.ts'
import {
  containersWith,
  containerWords,
  type PodCheck,
  plural,
  type SecurityCheck,
  sorted,
} from '../check.ts'

const portsOf = ({ ports }: Container) =>
  (ports ?? []).flatMap(({ hostPort }) => (hostPort ? [String(hostPort)] : []))

const check: PodCheck = (subject) => {
  const bad = containersWith(subject, (each) => portsOf(each).length > 0)
  if (bad.length === 0) return undefined
  const ports = sorted(allContainers(subject.spec).flatMap(portsOf))
  const detail = `${containerWords(bad)} ${plural('uses', bad, 'use')} ${plural('hostPort', ports)} ${ports.join(', ')}`
  return { reason: 'hostPort', detail }
}

export const hostPorts: SecurityCheck = { id: 'hostPorts', level: 'baseline', versions: [[0, check]] }
