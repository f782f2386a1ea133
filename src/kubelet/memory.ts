/** What the kubelet keeps in mind of a pod between two looks, beyond what the pod's status says. */

import { parseTime } from '../apimachinery/time.ts'
import { deepEqual } from '../base/json.ts'
import { dropData, podPrefix } from '../container/data.ts'
import type { ContainerStatus, Pod } from '../generated/types.ts'
import type { State } from '../runtime/reconciler.ts'
import type { ResizeMemory } from './resize.ts'
import type { ContainerMemory, ContainerRun, PodEnd, PodRun } from './run.ts'

/** Kept under the name of the pod; of no meaning for another pod of that name. */
export interface PodMemory {
  uid: string
  startTime: number
  containers: Record<string, ContainerMemory>
  end?: PodEnd
  mountTold?: string
  restartsAll?: number
  resize?: ResizeMemory
}

/** What is kept of the pod, if anything is. */
export async function recall(state: State, pod: Pod): Promise<PodMemory | undefined> {
  const kept = (await state.get(memoryKey(pod.metadata))) as PodMemory | undefined
  return kept?.uid === pod.metadata.uid ? kept : undefined
}

/** Keeps what is worth it; undefined forgets. Nothing is written where nothing changed. */
export async function remember(
  state: State,
  pod: Pod,
  before: PodMemory | undefined,
  next: PodMemory | undefined,
): Promise<void> {
  if (!deepEqual(before, next)) await state.set(memoryKey(pod.metadata), next)
}

/** Forgets a pod that is gone, and what its containers have written. */
export async function forget(state: State, name: { namespace?: string; name?: string }): Promise<void> {
  await state.set(memoryKey(name), undefined)
  await dropData(podPrefix(name), state)
}

function memoryKey({ namespace, name }: { namespace?: string; name?: string }): string {
  return `pod/${namespace}/${name}`
}

/** What is to be kept of a pod: nothing if its status says it all, as that of a pod that just runs. */
export function memoryOf(run: PodRun, hasFuture: boolean, resize?: ResizeMemory): PodMemory | undefined {
  const { pod, startTime, containers, end, restartsAll, podIP } = run
  const mountTold = podIP === '' ? run.mountTold : undefined
  const isPlain =
    !hasFuture &&
    resize === undefined &&
    restartsAll === undefined &&
    end === undefined &&
    mountTold === undefined
  if (isPlain && containers.every(isTold)) return undefined
  return {
    uid: pod.metadata.uid ?? '',
    startTime,
    containers: Object.fromEntries(containers.map((each) => [each.spec.name, memoryOfContainer(each)])),
    ...(end && { end }),
    ...(mountTold !== undefined && { mountTold }),
    ...(restartsAll !== undefined && { restartsAll }),
    ...(resize && { resize }),
  }
}

/** Whether the status of a container says all of it. */
function isTold({ step, crash, pull, told, anew, script, status, resized }: ContainerRun): boolean {
  if (
    anew ||
    resized ||
    script !== undefined ||
    crash !== undefined ||
    pull !== undefined ||
    told !== undefined
  )
    return false
  return step === stepOf(status)
}

function memoryOfContainer({
  step,
  since,
  until,
  crash,
  pull,
  stop,
  told,
  anew,
  script,
  answers,
  hookFails,
  resized,
}: ContainerRun): ContainerMemory {
  return {
    step,
    since,
    ...(until !== undefined && { until }),
    ...(crash && { crash }),
    ...(pull && { pull }),
    ...(stop && { stop }),
    ...(told && { told }),
    ...(script && { script }),
    ...(answers && { answers }),
    ...(hookFails && { hookFails }),
    ...(anew && { anew }),
    ...(resized && { resized }),
  }
}

/** What a container is doing by its status alone. */
export function memoryFromStatus(status: ContainerStatus, now: number): ContainerMemory {
  const { running, terminated } = status.state ?? {}
  const since = parseTime(running?.startedAt) ?? parseTime(terminated?.finishedAt) ?? now
  return { step: stepOf(status), since }
}

function stepOf({ state }: ContainerStatus): ContainerMemory['step'] {
  if (state?.running) return 'running'
  return state?.terminated ? 'ended' : 'waiting'
}
