/** What of a pod's status may change (ValidatePodStatusUpdate). */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
} from '../../../../../apimachinery/field-error.ts'
import { ipFamily, validateIP } from '../../../../../apimachinery/ip.ts'
import type { ContainerStatus, Pod, PodSpec, PodStatus } from '../../../../../generated/types.ts'
import { validateAnnotationsUpdate } from './annotations.ts'
import { dnsSubdomain, qualifiedName } from './fields.ts'

const SYSTEM_CONDITIONS = new Set(['PodScheduled', 'Ready', 'Initialized'])

/** The errors of the step from old to new. */
export function validatePodStatusUpdate(object: Pod, old: Pod): FieldError[] {
  const [status, before, spec] = [object.status ?? {}, old.status ?? {}, old.spec ?? { containers: [] }]
  const { nominatedNodeName: nominated } = status
  const annotations = 'metadata.annotations'
  const changed = nominated && nominated !== before.nominatedNodeName
  const moved = object.spec?.nodeName !== old.spec?.nodeName
  const qos = status.qosClass !== before.qosClass && before.qosClass !== undefined
  return [
    ...validateAnnotationsUpdate(object.metadata.annotations, old.metadata.annotations, annotations),
    ...(status.conditions ?? []).flatMap(({ type }, index) =>
      SYSTEM_CONDITIONS.has(type) ? [] : qualifiedName(type, `metadata.conditions[${index}].Type`),
    ),
    ...(moved ? [forbiddenField('status.nodeName', 'may not be changed directly')] : []),
    ...(changed ? dnsSubdomain(nominated, 'status.nominatedNodeName') : []),
    ...(qos ? [invalidValue('status.qosClass', status.qosClass ?? '', 'field is immutable')] : []),
    ...validateTransitions(status, before, spec),
    ...validateIPs(status.podIPs, 'status.podIPs'),
    ...validateHostIPs(status),
  ]
}

/** A container that has ended for good does not run again. */
function validateTransitions(status: PodStatus, old: PodStatus, spec: PodSpec): FieldError[] {
  const own = ownPolicies(spec)
  const lists = [
    ['containerStatuses', spec.restartPolicy],
    ['initContainerStatuses', spec.restartPolicy],
    ['ephemeralContainerStatuses', 'Never'],
  ] as const
  return lists.flatMap(([list, policy]) => {
    if (policy === 'Always') return []
    return (old[list] ?? []).flatMap((before, index) => {
      const after = status[list]?.find(({ name }) => name === before.name)
      if (own.has(before.name) || !isRevived(before, after, policy)) return []
      return [
        forbiddenField(`status.${list}[${index}].state`, 'may not be transitioned to non-terminated state'),
      ]
    })
  })
}

/** The containers that may run again whatever the policy of the pod is (KEP-753, KEP-5307, KEP-5532). */
function ownPolicies({ initContainers = [], containers = [] }: PodSpec): Set<string> {
  const all = [...initContainers, ...containers]
  const isForAll = all.some(({ restartPolicyRules = [] }) =>
    restartPolicyRules.some(({ action }) => action === 'RestartAllContainers'),
  )
  const may = all.filter(
    ({ restartPolicy, restartPolicyRules = [] }) =>
      isForAll || restartPolicyRules.length > 0 || (restartPolicy !== undefined && restartPolicy !== 'Never'),
  )
  return new Set(may.map(({ name }) => name))
}

function isRevived(
  before: ContainerStatus,
  after: ContainerStatus | undefined,
  policy: string | undefined,
): boolean {
  const ended = before.state?.terminated
  if (ended === undefined || after === undefined) return false
  if (ended.exitCode !== 0 && policy === 'OnFailure') return false
  return after.state?.terminated === undefined
}

function validateIPs(addresses: readonly { ip?: string }[] = [], path: string): FieldError[] {
  const errors = addresses.flatMap(({ ip = '' }, index) => validateIP(`${path}[${index}]`, ip))
  if (addresses.length <= 1) return errors
  const families = new Set(addresses.map(({ ip = '' }) => ipFamily(ip)))
  if (families.size !== 2 || addresses.length > 2)
    errors.push(invalidValue(path, addresses, 'may specify no more than one IP for each IP family'))
  const seen = new Set<string | undefined>()
  for (const [index, { ip }] of addresses.entries()) {
    if (seen.has(ip)) errors.push(duplicate(`${path}[${index}]`, { ip }))
    seen.add(ip)
  }
  return errors
}

function validateHostIPs({ hostIP = '', hostIPs = [] }: PodStatus): FieldError[] {
  const first = hostIPs[0]?.ip
  if (first === undefined) return []
  const text = 'must be equal to `hostIP`'
  const same = first === hostIP ? [] : [invalidValue('status.hostIPs[0].ip', first, text)]
  return [...same, ...validateIPs(hostIPs, 'status.hostIPs')]
}
