/** The rules of a Service (pkg/apis/core/validation/validation.go, ValidateService). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { validateCIDR, validateIP, validateNonSpecialIP } from '../../../../apimachinery/ip.ts'
import { validateLabels } from '../../../../apimachinery/labels.ts'
import { checkDns1123Subdomain, checkPortNumber } from '../../../../apimachinery/names.ts'
import { checkQualifiedName } from '../../../../apimachinery/qualified-name.ts'
import type { Service, ServiceSpec } from '../../../../generated/types.ts'
import { hasClusterIP, isExternallyAccessible, isHeadless } from './defaults.ts'
import { TOPOLOGY_HINTS, TOPOLOGY_MODE } from './topology.ts'
import { needsHealthCheckPort } from './update.ts'
import { validateClusterIPs } from './validate-cluster-ips.ts'
import { validatePort, validatePortsTogether } from './validate-ports.ts'

const KUBELET_PORT = 10250
const MAX_AFFINITY_SECONDS = 86400
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const ONLY_LOAD_BALANCER = "may only be used when `type` is 'LoadBalancer'"

/** All errors of a service. */
export function validate({ metadata, spec = {} }: Service): FieldError[] {
  const annotations = metadata.annotations ?? {}
  return [
    ...validateTopologyAnnotations(annotations),
    ...validateForType(spec),
    ...validateEachPort(spec),
    ...validateLabels(spec.selector, 'spec.selector'),
    ...validateAffinity(spec),
    ...validateClusterIPs(spec),
    ...(spec.externalIPs ?? []).flatMap((ip, index) => validateExternalIP(`spec.externalIPs[${index}]`, ip)),
    ...validateType(spec),
    ...validatePortsTogether(spec),
    ...validateSourceRanges(spec, annotations),
    ...validateLoadBalancerFields(spec),
    ...validateTrafficPolicies(spec),
  ]
}

function validateForType(spec: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  if (!spec.ports?.length && !isHeadless(spec) && spec.type !== 'ExternalName')
    errors.push(required('spec.ports'))
  if (spec.type === 'ExternalName') return [...errors, ...validateExternalName(spec)]
  if (spec.type === 'LoadBalancer') errors.push(...validateKubeletPort(spec))
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && isHeadless(spec))
    errors.push(
      invalidValue('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`),
    )
  return errors
}

function validateKubeletPort({ ports }: ServiceSpec): FieldError[] {
  const detail = `may not expose port ${KUBELET_PORT} externally since it is used by kubelet`
  return (ports ?? []).flatMap(({ port }, index) =>
    port === KUBELET_PORT ? [invalidValue(`spec.ports[${index}]`, port, detail)] : [],
  )
}

function validateExternalName(spec: ServiceSpec): FieldError[] {
  const detail = 'may not be set for ExternalName services'
  const errors: FieldError[] = []
  if (spec.clusterIPs?.length) errors.push(forbiddenField('spec.clusterIPs', detail))
  if (spec.ipFamilies?.length) errors.push(forbiddenField('spec.ipFamilies', detail))
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbiddenField('spec.ipFamilyPolicy', detail))
  const name = (spec.externalName ?? '').replace(/\.$/, '')
  if (name === '') return [...errors, required('spec.externalName')]
  const messages = checkDns1123Subdomain(name)
  return [...errors, ...messages.map((message) => invalidValue('spec.externalName', name, message))]
}

function validateEachPort(spec: ServiceSpec): FieldError[] {
  const ports = spec.ports ?? []
  const names = new Set<string>()
  return ports.flatMap((port, index) =>
    validatePort(port, { path: `spec.ports[${index}]`, requireName: ports.length > 1, names }),
  )
}

function validateAffinity({ sessionAffinity = '', sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  const path = 'spec.sessionAffinityConfig'
  if (sessionAffinity === '') errors.push(required('spec.sessionAffinity'))
  else if (sessionAffinity !== 'ClientIP' && sessionAffinity !== 'None')
    errors.push(notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None']))
  if (sessionAffinity === 'ClientIP') errors.push(...validateClientIP(path, sessionAffinityConfig))
  else if (sessionAffinity === 'None' && sessionAffinityConfig)
    errors.push(forbiddenField(path, 'must not be set when session affinity is None'))
  return errors
}

function validateClientIP(path: string, config: ServiceSpec['sessionAffinityConfig']): FieldError[] {
  const detail = 'when session affinity type is ClientIP'
  if (!config) return [required(path, detail)]
  if (!config.clientIP) return [required(`${path}.clientIP`, detail)]
  const seconds = config.clientIP.timeoutSeconds
  if (seconds === undefined) return [required(`${path}.clientIP.timeoutSeconds`, detail)]
  if (seconds > 0 && seconds <= MAX_AFFINITY_SECONDS) return []
  const range = `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`
  return [invalidValue(`${path}.clientIP.timeoutSeconds`, seconds, range)]
}

function validateExternalIP(path: string, ip: string): FieldError[] {
  const errors = validateIP(path, ip)
  return errors.length > 0 ? errors : validateNonSpecialIP(path, ip)
}

function validateType({ type = '', ports }: ServiceSpec): FieldError[] {
  if (type === '') return [required('spec.type')]
  if (!TYPES.includes(type)) return [notSupported('spec.type', type, TYPES)]
  if (type !== 'ClusterIP') return []
  return (ports ?? []).flatMap(({ nodePort }, index) =>
    nodePort
      ? [forbiddenField(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'")]
      : [],
  )
}

type Annotations = Readonly<Record<string, string>>

/** The older name of an annotation may stand beside the newer one. */
function validateTopologyAnnotations(annotations: Annotations): FieldError[] {
  const [mode, hints] = [annotations[TOPOLOGY_MODE], annotations[TOPOLOGY_HINTS]]
  if (mode === undefined || hints === undefined || mode === hints) return []
  const detail = `must match annotations[${TOPOLOGY_HINTS}] when both are specified`
  return [invalidValue(`metadata.annotations[${TOPOLOGY_MODE}]`, mode, detail)]
}

/** Who gives no source ranges may give them in an annotation, which came before. They may be padded with blanks. */
function validateSourceRanges(
  { type, loadBalancerSourceRanges: ranges = [] }: ServiceSpec,
  annotations: Annotations,
): FieldError[] {
  const given = annotations[SOURCE_RANGES]
  if (ranges.length === 0 && given === undefined) return []
  const path = ranges.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${SOURCE_RANGES}]`
  const misplaced = type === 'LoadBalancer' ? [] : [forbiddenField(path, ONLY_LOAD_BALANCER)]
  const listed = given === undefined || given.trim() === '' ? [] : given.split(',')
  const errors =
    ranges.length > 0
      ? ranges.flatMap((range, index) => validateCIDR(`${path}[${index}]`, range.trim()))
      : listed.flatMap((range) => validateCIDR(path, range.trim()))
  return [...misplaced, ...errors]
}

function validateLoadBalancerFields(spec: ServiceSpec): FieldError[] {
  const { allocateLoadBalancerNodePorts, loadBalancerClass } = spec
  const [allocate, className] = ['spec.allocateLoadBalancerNodePorts', 'spec.loadBalancerClass']
  const errors: FieldError[] = []
  if (spec.type !== 'LoadBalancer') {
    if (allocateLoadBalancerNodePorts !== undefined) errors.push(forbiddenField(allocate, ONLY_LOAD_BALANCER))
    if (loadBalancerClass !== undefined) errors.push(forbiddenField(className, ONLY_LOAD_BALANCER))
    return errors
  }
  if (allocateLoadBalancerNodePorts === undefined)
    errors.push(required(allocate, "field is required when `type` is 'LoadBalancer'"))
  if (loadBalancerClass !== undefined)
    for (const message of checkQualifiedName(loadBalancerClass))
      errors.push(invalidValue(className, loadBalancerClass, message))
  return errors
}

function validateTrafficPolicies(spec: ServiceSpec): FieldError[] {
  const { internalTrafficPolicy, trafficDistribution } = spec
  const errors = [...validateExternalTrafficPolicy(spec), ...validateHealthCheckPort(spec)]
  if (hasClusterIP(spec) && internalTrafficPolicy === undefined)
    errors.push(required('spec.internalTrafficPolicy'))
  if (internalTrafficPolicy !== undefined && !['Cluster', 'Local'].includes(internalTrafficPolicy))
    errors.push(notSupported('spec.internalTrafficPolicy', internalTrafficPolicy, ['Cluster', 'Local']))
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone']
  if (trafficDistribution !== undefined && !distributions.includes(trafficDistribution))
    errors.push(notSupported('spec.trafficDistribution', trafficDistribution, distributions))
  return errors
}

function validateExternalTrafficPolicy(spec: ServiceSpec): FieldError[] {
  const path = 'spec.externalTrafficPolicy'
  const { externalTrafficPolicy: policy = '' } = spec
  if (!isExternallyAccessible(spec))
    return policy === ''
      ? []
      : [invalidValue(path, policy, 'may only be set for externally-accessible services')]
  if (policy === '') return [required(path)]
  return ['Cluster', 'Local'].includes(policy) ? [] : [notSupported(path, policy, ['Cluster', 'Local'])]
}

function validateHealthCheckPort(spec: ServiceSpec): FieldError[] {
  const { healthCheckNodePort: port = 0 } = spec
  if (port === 0) return []
  const path = 'spec.healthCheckNodePort'
  const detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
  if (!needsHealthCheckPort(spec)) return [invalidValue(path, port, detail)]
  return checkPortNumber(port).map((message) => invalidValue(path, port, message))
}
