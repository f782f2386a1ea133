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

/** The stage that is due first: of a container, or, without one, of the pod. */
type Next = { at: number } & (
  | { stage: Stage; container: ContainerRun }
  | { stage: PodStage; container?: undefined }
)

/** Lets happen what is due by the run's time. Says what will be due next; undefined: nothing of itself. */
export function simulate(run: PodRun): Due | undefined {
  for (let step = 0; step < MAX_STEPS; step++) {
    const next = findNext(run)
    if (next === undefined) return undefined
    if (next.at > run.now) return { at: next.at, why: whyOf(next, run) }
    carryOut(next, run)
  }
  throw new Error(`pod ${run.pod.metadata.name} does not settle: ${findNext(run)?.stage.name}`)
}

function groupByStep(): ReadonlyMap<Step, readonly Stage[]> {
  const groups = new Map<Step, Stage[]>()
  for (const stage of stages) groups.set(stage.from, [...(groups.get(stage.from) ?? []), stage])
  return groups
}

function findNext(run: PodRun): Next | undefined {
  let next: Next | undefined
  for (const stage of podStages) {
    const at = stage.due(run)
    if (at !== undefined && (next === undefined || at < next.at)) next = { at, stage }
  }
  for (const container of run.containers)
    for (const stage of byStep.get(container.step) ?? []) {
      const at = stage.due(container, run)
      if (at !== undefined && (next === undefined || at < next.at)) next = { at, stage, container }
    }
  return next
}

function whyOf(next: Next, run: PodRun): string {
  const why = next.container ? next.stage.why?.(next.container) : next.stage.why?.(run)
  return why ?? next.stage.name
}

/** What the kubelet does, it does when it looks; what happens to a container by itself has its own time. */
function carryOut(next: Next, run: PodRun): void {
  const isItsOwn = run.isForeseen && next.container !== undefined && next.stage.byItself
  if (next.container) next.stage.effect(next.container, run, isItsOwn ? next.at : run.now)
  else next.stage.effect(run, next.at)
}
