/** Defaults of pods and of pod templates (pkg/apis/core/v1/defaults.go, conversion.go). */
import {
  formatQuantity,
  parseQuantity,
  type Quantity,
  tryParseQuantity,
} from '../../../../apimachinery/quantity.ts'
import type {
  Container,
  Lifecycle,
  Pod,
  PodSpec,
  PodTemplateSpec,
  Probe,
  ResourceRequirements,
} from '../../../../generated/types.ts'
import { allContainers } from './containers.ts'
import { isHugePages } from './huge-pages.ts'
import { defaultPullPolicy } from './image.ts'
import { containerLimitQuantities, containerRequestQuantities, isPodLevelResource } from './requests.ts'
import { defaultVolume } from './volume-defaults.ts'

/** Fills in a pod that a user or a controller makes. */
export function defaultPod(pod: Pod): void {
  pod.spec ??= { containers: [] }
  defaultPodSpec(pod.spec)
  pod.spec.enableServiceLinks ??= true
  const own = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]
  for (const container of own) {
    requestsFromLimits(container.resources)
    if (pod.spec.hostNetwork) defaultHostPorts(container)
  }
  defaultPodResources(pod, pod.spec)
}

/** Fills in a pod template of any kind of workload. */
export function defaultPodTemplate(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const result: PodTemplateSpec = template ?? {}
  result.metadata ??= {}
  result.spec ??= { containers: [] }
  defaultPodSpec(result.spec)
  return result
}

function defaultPodSpec(spec: PodSpec): void {
  spec.containers ??= []
  spec.dnsPolicy ||= 'ClusterFirst'
  spec.restartPolicy ||= 'Always'
  spec.schedulerName ||= 'default-scheduler'
  spec.securityContext ??= {}
  spec.terminationGracePeriodSeconds ??= 30
  defaultServiceAccount(spec)
  for (const volume of spec.volumes ?? []) defaultVolume(volume)
  for (const container of allContainers(spec)) defaultContainer(container)
  if (spec.resources) roundResources(spec.resources)
  if (spec.overhead) roundUpToMilli(spec.overhead)
}

/** The old name of the field goes along with the new one. */
function defaultServiceAccount(spec: PodSpec): void {
  const name = spec.serviceAccountName || spec.serviceAccount
  if (!name) return
  spec.serviceAccountName = name
  spec.serviceAccount = name
}

/** Fills in an ephemeral container or any other one. */
export function defaultContainer(container: Container): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image ?? '')
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  container.resources ??= {}
  roundResources(container.resources)
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= 'v1'
    if (valueFrom?.resourceFieldRef) valueFrom.resourceFieldRef.divisor ??= '0'
    if (valueFrom?.fileKeyRef) valueFrom.fileKeyRef.optional ??= false
  }
  for (const probe of [container.livenessProbe, container.readinessProbe, container.startupProbe])
    if (probe) defaultProbe(probe)
  if (container.lifecycle) defaultLifecycle(container.lifecycle)
}

function defaultProbe(probe: Probe): void {
  defaultHttpGet(probe)
  if (probe.grpc) probe.grpc.service ??= ''
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
}

function defaultLifecycle({ postStart, preStop }: Lifecycle): void {
  if (postStart) defaultHttpGet(postStart)
  if (preStop) defaultHttpGet(preStop)
}

function defaultHttpGet({ httpGet }: Pick<Probe, 'httpGet'>): void {
  if (httpGet === undefined) return
  httpGet.path ||= '/'
  httpGet.scheme ||= 'HTTP'
}

function defaultHostPorts({ ports = [] }: Container): void {
  for (const port of ports) port.hostPort ||= port.containerPort
}

/** What has a limit but no request asks for its limit. */
function requestsFromLimits(resources: ResourceRequirements | undefined): void {
  const limits = resources?.limits
  if (resources === undefined || limits === undefined || Object.keys(limits).length === 0) return
  resources.requests = { ...limits, ...resources.requests }
}

function roundResources({ limits, requests }: ResourceRequirements): void {
  if (limits) roundUpToMilli(limits)
  if (requests) roundUpToMilli(requests)
}

/** Resources are counted in thousandths at the finest. */
function roundUpToMilli(list: Record<string, string>): void {
  for (const name in list) {
    const quantity = tryParseQuantity(list[name] ?? '')
    const rest = quantity === undefined ? 0n : quantity.nanos % 1_000_000n
    if (quantity === undefined || rest === 0n) continue
    const up = rest < 0n ? 0n : 1_000_000n
    list[name] = formatQuantity({ ...quantity, nanos: quantity.nanos - rest + up })
  }
}

/** Pod-level limits and requests that follow from those of the containers, once there are any pod-level ones. */
function defaultPodResources(pod: Pod, { resources }: PodSpec): void {
  if (resources === undefined || (isEmpty(resources.limits) && isEmpty(resources.requests))) return
  const limits = withMissing(resources.limits, containerLimitQuantities(pod), isHugePages)
  if (isEmpty(limits)) return
  resources.limits = limits
  const fromContainers = (name: string) => isPodLevelResource(name) && !isHugePages(name)
  const requests = withMissing(resources.requests, containerRequestQuantities(pod), fromContainers)
  const all = Object.fromEntries(Object.entries(limits).map(([name, text]) => [name, parseQuantity(text)]))
  resources.requests = withMissing(requests, all, isPodLevelResource)
}

function isEmpty(list: object | undefined): boolean {
  return list === undefined || Object.keys(list).length === 0
}

function withMissing(
  list: Readonly<Record<string, string>> = {},
  amounts: Readonly<Record<string, Quantity>>,
  applies: (name: string) => boolean,
): Record<string, string> {
  const result = { ...list }
  for (const [name, quantity] of Object.entries(amounts))
    if (applies(name)) result[name] ??= formatQuantity(quantity)
  return result
}
