/** Validation of a pod's spec, in a pod or in a template, in Kubernetes' order (ValidatePodSpec). */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { validateLabels } from '../../../../../apimachinery/labels.ts'
import { checkInRange } from '../../../../../apimachinery/names.ts'
import {
  compareQuantities,
  formatQuantity,
  tryParseQuantity,
  ZERO,
} from '../../../../../apimachinery/quantity.ts'
import type { Pod, PodResourceClaim, PodSpec } from '../../../../../generated/types.ts'
import { containerRequestQuantities } from '../requests.ts'
import { validateAffinity } from './affinity.ts'
import { validateAllContainers } from './containers.ts'
import { dnsLabel, dnsSubdomain, errorsOf, MAX_INT32, oneOf, requiredOneOf } from './fields.ts'
import { validateFileKeyVolumes } from './file-key-volumes.ts'
import { validateDns, validateHostAliases, validateHostNetworkPorts } from './network.ts'
import { validateOverhead, validatePodLevelResource, validateResources } from './resources.ts'
import {
  validateReadinessGates,
  validateSchedulingGates,
  validateSpread,
  validateTolerations,
} from './scheduling.ts'
import { validateHostUsers, validatePodSecurityContext } from './security.ts'
import { validateVolumes } from './volumes.ts'
import { validateHostProcess, validateOs } from './windows.ts'

const RESTART_POLICIES = ['Always', 'OnFailure', 'Never']
const DNS_POLICIES = ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None']

/** The errors of a spec. `podName` is the pod's name where the spec is one of a pod, undefined in a template. */
export function validatePodSpec(spec: PodSpec, path: string, pod?: { name: string }): FieldError[] {
  const volumes = validateVolumes(spec.volumes, pod?.name, `${path}.volumes`)
  const claimNames = new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean))
  const context = { spec, volumes: volumes.valid, claimNames }
  const grace =
    spec.terminationGracePeriodSeconds === undefined
      ? [required(`${path}.terminationGracePeriodSeconds`)]
      : []
  return [
    ...grace,
    ...volumes.errors,
    ...validateResourceClaims(spec.resourceClaims, `${path}.resourceClaims`),
    ...validateAllContainers(context, path),
    ...validatePodResources(spec, claimNames, `${path}.resources`),
    ...validateHostNetworkPorts(spec, pod !== undefined, path),
    ...requiredOneOf(spec.restartPolicy, RESTART_POLICIES, `${path}.restartPolicy`),
    ...requiredOneOf(spec.dnsPolicy, DNS_POLICIES, `${path}.dnsPolicy`),
    ...validateLabels(spec.nodeSelector, `${path}.nodeSelector`),
    ...validatePodSecurityContext(spec, `${path}.securityContext`),
    ...validateAffinity(spec.affinity, `${path}.affinity`),
    ...validateDns(spec, `${path}.dnsConfig`),
    ...validateReadinessGates(spec.readinessGates, `${path}.readinessGates`),
    ...validateSchedulingGates(spec.schedulingGates, `${path}.schedulingGates`),
    ...validateSpread(spec.topologySpreadConstraints, `${path}.topologySpreadConstraints`),
    ...validateHostProcess(spec, path),
    ...validateHostUsers(spec, path),
    ...validateHostnameOverride(spec, path),
    ...validateNames(spec, path),
    ...validateFileKeyVolumes(spec, volumes.valid, path),
  ]
}

function validateNames(spec: PodSpec, path: string): FieldError[] {
  const { activeDeadlineSeconds: deadline, serviceAccountName, nodeName, hostname, subdomain } = spec
  const at = `${path}.activeDeadlineSeconds`
  return [
    ...(serviceAccountName ? dnsSubdomain(serviceAccountName, `${path}.serviceAccountName`) : []),
    ...(nodeName ? dnsSubdomain(nodeName, `${path}.nodeName`) : []),
    ...(deadline === undefined ? [] : errorsOf(checkInRange(deadline, 1, MAX_INT32), at, deadline)),
    ...(hostname ? dnsLabel(hostname, `${path}.hostname`) : []),
    ...(subdomain ? dnsLabel(subdomain, `${path}.subdomain`) : []),
    ...validateTolerations(spec.tolerations, `${path}.tolerations`),
    ...validateHostAliases(spec.hostAliases, `${path}.hostAliases`),
    ...(spec.priorityClassName ? dnsSubdomain(spec.priorityClassName, `${path}.priorityClassName`) : []),
    ...(spec.runtimeClassName === undefined
      ? []
      : dnsSubdomain(spec.runtimeClassName, `${path}.runtimeClassName`)),
    ...oneOf(spec.preemptionPolicy, ['PreemptLowerPriority', 'Never'], `${path}.preemptionPolicy`),
    ...(spec.overhead ? validateOverhead(spec.overhead, `${path}.overhead`) : []),
    ...validateOs(spec, path),
  ]
}

function validateHostnameOverride(spec: PodSpec, path: string): FieldError[] {
  const { hostnameOverride: name, setHostnameAsFQDN, hostNetwork } = spec
  if (name === undefined) return []
  const at = `${path}.hostnameOverride`
  const errors: FieldError[] = []
  if (setHostnameAsFQDN)
    errors.push(forbiddenField(at, 'may not be specified when `setHostnameAsFQDN` is true'))
  if (hostNetwork) errors.push(forbiddenField(at, 'may not be specified when `hostNetwork` is true'))
  if (name.length > 64)
    errors.push({ type: 'FieldValueTooLong', field: at, detail: 'may not be more than 64 bytes' })
  return [...errors, ...dnsSubdomain(name, at)]
}

function validateResourceClaims(claims: readonly PodResourceClaim[] | undefined, path: string): FieldError[] {
  const names = new Set<string>()
  return (claims ?? []).flatMap((claim, index) => validateResourceClaim(claim, names, `${path}[${index}]`))
}

function validateResourceClaim(claim: PodResourceClaim, names: Set<string>, path: string): FieldError[] {
  const { name = '', resourceClaimName: own, resourceClaimTemplateName: template } = claim
  const errors: FieldError[] = []
  if (name === '') errors.push(required(`${path}.name`))
  else if (names.has(name)) errors.push(duplicate(`${path}.name`, name))
  else errors.push(...dnsLabel(name, `${path}.name`))
  names.add(name)
  const fields = '`resourceClaimName` or `resourceClaimTemplateName`'
  if (own !== undefined && template !== undefined)
    errors.push(invalidValue(path, claim, `at most one of ${fields} may be specified`))
  const both = '`resourceClaimName`, `resourceClaimTemplateName`'
  if (own === undefined && template === undefined)
    errors.push(invalidValue(path, claim, `must specify one of: ${both}`))
  if (own !== undefined) errors.push(...dnsSubdomain(own, `${path}.resourceClaimName`))
  if (template !== undefined) errors.push(...dnsSubdomain(template, `${path}.resourceClaimTemplateName`))
  return errors
}

/** The errors of pod-level resources: by themselves, and against those of the containers. */
function validatePodResources(spec: PodSpec, claimNames: ReadonlySet<string>, path: string): FieldError[] {
  const { resources } = spec
  if (resources === undefined) return []
  const text = 'claims cannot be set for Resources at pod-level'
  return [
    ...(resources.claims ? [forbiddenField(`${path}.claims`, text)] : []),
    ...validateResources(resources, claimNames, path, validatePodLevelResource),
    ...validateContainersFit(spec, path),
  ]
}

function validateContainersFit(spec: PodSpec, path: string): FieldError[] {
  const { limits = {}, requests = {} } = spec.resources ?? {}
  const sums = containerRequestQuantities({ spec } as Pod)
  const errors = Object.keys(sums)
    .sort()
    .flatMap((name) => {
      const sum = sums[name] ?? ZERO
      const own = requests[name] ?? '0'
      if (compareQuantities(sum, tryParseQuantity(own) ?? ZERO) <= 0) return []
      const text = `must be greater than or equal to aggregate container requests of ${formatQuantity(sum)}`
      return [invalidValue(`${path}.requests[${name}]`, own, text)]
    })
  const overs = spec.containers.flatMap(({ resources }, index) =>
    Object.entries(resources?.limits ?? {}).flatMap(([name, limit]) => {
      const own = limits[name]
      if (own === undefined) return []
      if (compareQuantities(tryParseQuantity(limit) ?? ZERO, tryParseQuantity(own) ?? ZERO) <= 0) return []
      const text = `must be less than or equal to pod limits of ${own}`
      return [invalidValue(`${path}.containers[${index}][${name}].limits`, limit, text)]
    }),
  )
  return [...errors, ...overs]
}
