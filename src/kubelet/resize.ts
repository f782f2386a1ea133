/** Resizing a pod in place: whether its node has room for it, and how far that has come (allocation_manager.go, KEP-1287). */
import type { Client } from '../apiserver/client.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type { Container, Node, Pod, ResourceRequirements } from '../generated/types.ts'
import { findShortage, type Shortage } from './admission.ts'
import { type Allocation, allocationOf, isSameAllocation, wishOf, withAllocation } from './allocation.ts'
import type { PodMemory } from './memory.ts'
import type { Verdict } from './pod-conditions.ts'
import { type ContainerRun, isUp, type PodRun } from './run.ts'
import { hasOtherResources } from './stages/run.ts'

/** A resize that is not through. */
export interface Resize {
  /** What the pod may use until then. */
  granted: Allocation
  pending?: Shortage
  /** It was granted just now. */
  isNew?: boolean
}

/** What is kept in mind of a resize. */
export interface ResizeMemory {
  granted: Allocation
  /** Granted, and not carried out yet. */
  isUnderWay: boolean
}

/** Decides on what the pod asks for beyond what it was granted; undefined where that is the same, and done. */
export async function decideResize(
  pod: Pod,
  memory: PodMemory | undefined,
  node: Node,
  client: Client,
): Promise<Resize | undefined> {
  const wish = wishOf(pod)
  const granted = memory?.resize?.granted ?? allocationOf(pod)
  const isGranted = isSameAllocation(granted, wish)
  if (isGranted || pod.metadata.deletionTimestamp !== undefined)
    return memory?.resize && { granted: isGranted ? wish : granted }
  const pending = await findShortage(pod, node, client)
  return pending ? { granted, pending } : { granted: wish, isNew: true }
}

/** The pod that the kubelet runs. */
export function grantedPod(pod: Pod, resize: Resize | undefined): Pod {
  return resize ? withAllocation(pod, resize.granted) : pod
}

/** Tells of what was decided, and takes what was granted for granted. */
export function beginResize(run: PodRun, pod: Pod, { pending, isNew }: Resize): void {
  const old = pod.status?.conditions?.find(({ type }) => type === 'PodResizePending')
  const isTold = old?.reason === pending?.reason && old?.message === pending?.message
  if (pending && !isTold) {
    const text = resizeText(`Pod resize ${pending.reason}`, pod, pending.message)
    run.events.push({ type: 'Warning', reason: `Resize${pending.reason}`, message: text })
  }
  if (!isNew) return
  run.events.push({ type: 'Normal', reason: 'ResizeStarted', message: resizeText('Pod resize started', pod) })
  for (const container of run.containers) takeGranted(container)
}

/** What runs is changed step by step; what does not has from now on what it would start with. */
function takeGranted(container: ContainerRun): void {
  const { spec, status } = container
  if (status.resources === undefined || container.role === 'init') return
  if (!isUp(container)) status.resources = { ...spec.resources }
  else if (spec.resources?.requests) status.allocatedResources = { ...spec.resources.requests }
}

/** How the resize stands after the containers went on: what is kept in mind of it; undefined when it is through. */
export function endResize(
  run: PodRun,
  { granted, pending, isNew }: Resize,
  before: PodMemory | undefined,
): ResizeMemory | undefined {
  const isUnderWay = run.containers.some(isBeingResized)
  const wasUnderWay = isNew === true || before?.resize?.isUnderWay === true
  if (wasUnderWay && !isUnderWay) {
    const message = resizeText('Pod resize completed', run.pod)
    run.events.push({ type: 'Normal', reason: 'ResizeCompleted', message })
  }
  return isUnderWay || pending ? { granted, isUnderWay } : undefined
}

/** The conditions that tell of it. */
export function resizeConditions(
  resize: Resize | undefined,
  memory: ResizeMemory | undefined,
): readonly Verdict[] {
  const { pending } = resize ?? {}
  return [
    ...(pending ? [{ type: 'PodResizePending', status: 'True', ...pending }] : []),
    ...(memory?.isUnderWay ? [{ type: 'PodResizeInProgress', status: 'True' }] : []),
  ]
}

function isBeingResized({ spec, status, step, role, resized }: ContainerRun): boolean {
  if (role === 'init' || role === 'ephemeral' || status.resources === undefined) return false
  if (resized) return true
  return (
    (step === 'running' || step === 'post-start' || step === 'stopping') && hasOtherResources(spec, status)
  )
}

/** As events/resize.go: the resources as JSON, with the generation that asks for them. */
function resizeText(prefix: string, { spec, metadata }: Pod, error?: string): string {
  const summary = {
    ...(spec?.resources && { resources: ordered(spec.resources) }),
    ...(spec?.initContainers?.length && { initContainers: spec.initContainers.map(summaryOf) }),
    containers: spec?.containers.map(summaryOf),
    generation: metadata.generation ?? 0,
    ...(error !== undefined && { error }),
  }
  return `${prefix}: ${JSON.stringify(summary)}`
}

function summaryOf({ name, resources = {} }: Container): object {
  return { name, resources: ordered(resources) }
}

function ordered({ limits, requests }: ResourceRequirements): ResourceRequirements {
  return { ...(limits && { limits: sorted(limits) }), ...(requests && { requests: sorted(requests) }) }
}

function sorted(list: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(list).sort(([a], [b]) => compareStrings(a, b)))
}
