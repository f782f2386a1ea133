/** Lets a pod go on: every stage that is due by now takes effect, in the order of their times. */
import type { ContainerRun, PodRun, Step } from './run.ts'
import { imageStages } from './stages/images.ts'
import { podStages } from './stages/pod.ts'
import { restartStages } from './stages/restart.ts'
import { runStages } from './stages/run.ts'
import type { PodStage, Stage } from './stages/stage.ts'
import { startStages } from './stages/start.ts'
import { stopStages } from './stages/stop.ts'

/** The next moment at which something happens to the pod. */
export interface Due {
  at: number
  /** What, for people. */
  why: string
}

/** All ways in which a container goes on. Of several that are due at one moment the first goes first. */
const stages: readonly Stage[] = [
  ...stopStages,
  ...startStages,
  ...runStages,
  ...restartStages,
  ...imageStages,
]

const byStep = groupByStep()

/** More than so many stages at one moment mean that some of them undo each other. */
const MAX_STEPS = 10_000

interface Next {
  at: number
  name: string
  why: () => string
  effect: () => void
}

/** Lets happen what is due by the run's time. Says what will be due next; undefined: nothing of itself. */
export function simulate(run: PodRun): Due | undefined {
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = findNext(run)
    if (next === undefined) return undefined
    if (next.at > run.now) return { at: next.at, why: next.why() }
    next.effect()
  }
  throw new Error(`pod ${run.pod.metadata.name} does not settle: ${findNext(run)?.name}`)
}

function groupByStep(): ReadonlyMap<Step, readonly Stage[]> {
  const groups = new Map<Step, Stage[]>()
  for (const stage of stages) groups.set(stage.from, [...(groups.get(stage.from) ?? []), stage])
  return groups
}

function findNext(run: PodRun): Next | undefined {
  let next: Next | undefined
  for (const stage of podStages) next = earlier(next, podCandidate(stage, run))
  for (const container of run.containers)
    for (const stage of byStep.get(container.step) ?? [])
      next = earlier(next, candidate(stage, container, run))
  return next
}

function earlier(a: Next | undefined, b: Next | undefined): Next | undefined {
  return a === undefined || (b !== undefined && b.at < a.at) ? b : a
}

function podCandidate(stage: PodStage, run: PodRun): Next | undefined {
  const at = stage.due(run)
  if (at === undefined) return undefined
  return {
    at,
    name: stage.name,
    why: () => stage.why?.(run) ?? stage.name,
    effect: () => stage.effect(run, at),
  }
}

function candidate(stage: Stage, container: ContainerRun, run: PodRun): Next | undefined {
  const at = stage.due(container, run)
  if (at === undefined) return undefined
  return {
    at,
    name: stage.name,
    why: () => stage.why?.(container) ?? stage.name,
    // What the kubelet does, it does when it looks; what happens by itself has its own time.
    effect: () => stage.effect(container, run, stage.byItself ? at : run.now),
  }
}
