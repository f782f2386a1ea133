/** A stage: one way in which a container, or a pod as a whole, goes on. What happens is a list of these. */
import type { ContainerRun, PodRun, Step } from '../run.ts'

/** One way in which a container goes on. */
export interface Stage {
  /** What happens, for the reader of the list. */
  name: string
  from: Step
  /** From when on it happens (ms), as all is now; undefined: not as long as nothing else happens. */
  due(container: ContainerRun, run: PodRun): number | undefined
  /** What will be due, for people; only for stages that wait for a time. */
  why?(container: ContainerRun): string
  /** Happens to the container without the kubelet: at its own time, also where no kubelet looked then. */
  byItself?: boolean
  effect(container: ContainerRun, run: PodRun, at: number): void
}

/** One way in which a pod as a whole goes on. */
export interface PodStage {
  name: string
  due(run: PodRun): number | undefined
  why?(run: PodRun): string
  effect(run: PodRun, at: number): void
}
