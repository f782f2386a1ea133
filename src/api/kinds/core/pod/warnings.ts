/** What users are warned of in pods and templates (pkg/api/pod/warnings.go). */
import { quote } from '../../../../apimachinery/go-format.ts'
import { tryParseQuantity } from '../../../../apimachinery/quantity.ts'
import type { Container, Pod, PodSpec, PodTemplateSpec } from '../../../../generated/types.ts'
import { placedContainers } from './containers.ts'

const DEPRECATED_LABELS: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region':
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone':
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type':
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
}

/** The warnings about a pod. */
export function podWarnings({ spec }: Pod): string[] {
  return specWarnings(spec, 'spec')
}

/** The warnings about a template that stands at the path. */
export function templateWarnings(template: PodTemplateSpec | undefined, path: string): string[] {
  return specWarnings(template?.spec, `${path}.spec`)
}

function specWarnings(spec: PodSpec | undefined, path: string): string[] {
  if (spec === undefined) return []
  return [
    ...Object.keys(spec.nodeSelector ?? {}).flatMap((key) =>
      labelWarning(key, `${path}.nodeSelector[${key}]`),
    ),
    ...volumeWarnings(spec, path),
    ...hostAliasWarnings(spec, path),
    ...placedContainers(spec, path).flatMap((placed) => containerWarnings(placed.container, placed.path)),
    ...gracePeriodWarnings(spec, path),
    ...imagePullSecretWarnings(spec, path),
  ]
}

function labelWarning(key: string, path: string): string[] {
  const text = DEPRECATED_LABELS[key]
  return text === undefined ? [] : [`${path}: ${text}`]
}

function volumeWarnings({ volumes = [] }: PodSpec, path: string): string[] {
  return volumes.flatMap(({ gitRepo, glusterfs, scaleIO, cephfs, rbd }, index) => {
    const at = `${path}.volumes[${index}]`
    return [
      ...(gitRepo ? [`${at}.gitRepo: deprecated in v1.11`] : []),
      ...(scaleIO ? [`${at}.scaleIO: deprecated in v1.16, non-functional in v1.22+`] : []),
      ...(glusterfs ? [`${at}.glusterfs: deprecated in v1.25, non-functional in v1.26+`] : []),
      ...(cephfs ? [`${at}.cephfs: deprecated in v1.28, non-functional in v1.31+`] : []),
      ...(rbd ? [`${at}.rbd: deprecated in v1.28, non-functional in v1.31+`] : []),
    ]
  })
}

function hostAliasWarnings({ hostAliases = [] }: PodSpec, path: string): string[] {
  const seen = new Map<string, number>()
  return hostAliases.flatMap(({ ip }, index) => {
    const first = seen.get(ip)
    if (first === undefined) seen.set(ip, index)
    const list = `${path}.hostAliases`
    return first === undefined ? [] : [`${list}[${index}].ip: duplicate ip ${quote(ip)}`]
  })
}

function containerWarnings(container: Container, path: string): string[] {
  return [
    ...resourceWarnings(container, path),
    ...envWarnings(container, path),
    ...portWarnings(container, path),
  ]
}

/** Memory and storage in thousandths of a byte are a slip of the pen. */
function resourceWarnings({ resources }: Container, path: string): string[] {
  return (['limits', 'requests'] as const).flatMap((list) =>
    ['memory', 'ephemeral-storage'].flatMap((name) => {
      const text = resources?.[list]?.[name]
      const quantity = text === undefined ? undefined : tryParseQuantity(text)
      if (quantity === undefined || quantity.nanos % 1_000_000_000n === 0n) return []
      const at = `${path}.resources.${list}[${name}]`
      return [`${at}: fractional byte value ${quote(text ?? '')} is invalid, must be an integer`]
    }),
  )
}

function envWarnings({ env = [] }: Container, path: string): string[] {
  const seen = new Set<string>()
  return env.flatMap(({ name }, index) => {
    const repeated = seen.has(name)
    seen.add(name)
    if (!repeated) return []
    return [
      `${path}.env[${index}]: hides previous definition of ${quote(name)}, which may be dropped when using apply`,
    ]
  })
}

function portWarnings({ ports = [] }: Container, path: string): string[] {
  const seen = new Map<string, number>()
  return ports.flatMap(({ containerPort, hostPort = 0, hostIP = '', protocol = '' }, index) => {
    const key = `${containerPort}/${hostPort}/${hostIP}/${protocol}`
    const first = seen.get(key)
    if (first === undefined) seen.set(key, index)
    const list = `${path}.ports`
    return first === undefined ? [] : [`${list}[${index}]: duplicate port definition with ${list}[${first}]`]
  })
}

function gracePeriodWarnings(
  { terminationGracePeriodSeconds: seconds = 0 }: PodSpec,
  path: string,
): string[] {
  if (seconds >= 0) return []
  return [
    `${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
  ]
}

function imagePullSecretWarnings({ imagePullSecrets = [] }: PodSpec, path: string): string[] {
  return imagePullSecrets.flatMap(({ name }, index) =>
    name ? [] : [`${path}.imagePullSecrets[${index}].name: invalid empty name ${quote(name ?? '')}`],
  )
}
