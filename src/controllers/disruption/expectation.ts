/** How many pods a budget counts on, and how many of them must stay healthy. Source: disruption.go, getExpectedPodCount. */
import { kindName } from '../../api/registry.ts'
import type { ResourceInfo } from '../../api/resource.ts'
import { groupResource } from '../../api/resource.ts'
import { scaleIntOrPercent } from '../../apimachinery/int-or-string.ts'
import { controllerOf, type OwnerReference, parseApiVersion } from '../../apimachinery/object.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import type { Pod, PodDisruptionBudget } from '../../generated/types.ts'

/** What a budget asks for, in numbers. */
export interface Expectation {
  expectedPods: number
  desiredHealthy: number
  /** Pods that no controller owns, which have no scale to reckon with. */
  unmanaged: number
}

/** Where scales are read. */
export interface ScaleSource {
  client: Client
  /** All resources that the API serves, custom ones included. */
  resources(): Promise<ResourceInfo[]>
}

/** The numbers of a budget that cannot be worked out; the message says why. */
export class UnknownScaleError extends Error {
  override name = 'UnknownScaleError'
}

/** Throws UnknownScaleError where the scale of a pod's controller is needed and cannot be told. */
export async function expectationOf(
  { spec = {} }: PodDisruptionBudget,
  pods: readonly Pod[],
  source: ScaleSource,
): Promise<Expectation> {
  const { maxUnavailable, minAvailable } = spec
  if (maxUnavailable !== undefined) {
    const { total, unmanaged } = await totalScale(pods, source)
    const desiredHealthy = Math.max(0, total - scaleIntOrPercent(maxUnavailable, total, true))
    return { expectedPods: total, desiredHealthy, unmanaged }
  }
  if (minAvailable === undefined) return { expectedPods: 0, desiredHealthy: 0, unmanaged: 0 }
  if (typeof minAvailable === 'number')
    return { expectedPods: pods.length, desiredHealthy: minAvailable, unmanaged: 0 }
  const { total, unmanaged } = await totalScale(pods, source)
  return { expectedPods: total, desiredHealthy: scaleIntOrPercent(minAvailable, total, true), unmanaged }
}

/** The sum of the scales of all controllers that own one of the pods. */
async function totalScale(
  pods: readonly Pod[],
  source: ScaleSource,
): Promise<{ total: number; unmanaged: number }> {
  const asked = new Set<string>()
  const scales = new Map<string, number>()
  let unmanaged = 0
  for (const pod of pods) {
    const controller = controllerOf(pod)
    if (controller === undefined) unmanaged++
    if (controller === undefined || asked.has(controller.uid)) continue
    asked.add(controller.uid)
    const { uid, replicas } = await scaleOfController(controller, pod, source)
    scales.set(uid, replicas)
  }
  return { total: [...scales.values()].reduce((sum, replicas) => sum + replicas, 0), unmanaged }
}

interface ControllerScale {
  uid: string
  replicas: number
}

/** A replica set that a deployment controls counts as its deployment: both of a rollout's sets are one scale. */
async function scaleOfController(
  reference: OwnerReference,
  pod: Pod,
  source: ScaleSource,
): Promise<ControllerScale> {
  const { namespace = '', name } = pod.metadata
  const deployment = await deploymentOf(reference, namespace, source)
  const scale =
    (deployment && (await readScale(deployment, namespace, source))) ??
    (await readScale(reference, namespace, source))
  if (scale === undefined) throw new UnknownScaleError(`found no controllers for pod "${name}"`)
  return scale
}

async function deploymentOf(
  { apiVersion, kind, name, uid }: OwnerReference,
  namespace: string,
  { client }: ScaleSource,
): Promise<OwnerReference | undefined> {
  if (kind !== 'ReplicaSet' || parseApiVersion(apiVersion).group !== 'apps') return undefined
  const set = await client.find('ReplicaSet', { namespace, name })
  const owner = set?.metadata.uid === uid ? controllerOf(set) : undefined
  return owner?.kind === 'Deployment' ? owner : undefined
}

/** Undefined where the controller is gone, or another one has its name now. */
async function readScale(
  { apiVersion, kind, name, uid }: OwnerReference,
  namespace: string,
  { client, resources }: ScaleSource,
): Promise<ControllerScale | undefined> {
  const { group } = parseApiVersion(apiVersion)
  try {
    const scale = await client.findScale(kindName({ kind, group }), { namespace, name })
    if (scale?.metadata.uid === uid) return { uid, replicas: scale.spec.replicas }
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
  const resource = (await resources()).find((each) => each.kind === kind && each.group === group)
  if (resource === undefined)
    throw new UnknownScaleError(`no matches for kind "${kind}" in version "${apiVersion}"`)
  if (!resource.subresources.includes('scale'))
    throw new UnknownScaleError(`${groupResource(resource)} does not implement the scale subresource`)
  return undefined
}
