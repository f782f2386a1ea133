/** What a daemon set's pods are judged by, and what is said of each place. */
import type { Node, Pod, PodTemplateSpec } from '../../generated/types.ts'
import type { Backoff } from './failed-pods.ts'

/** A daemon set as its pods are judged by. */
export interface Daemon {
  /** The template of the newest revision (daemonTemplate). */
  template: PodTemplateSpec
  /** Whether old pods are replaced without being asked to. */
  isRolling: boolean
  /** Whether a new pod comes up beside the old one before that goes. */
  surges: boolean
  minReadySeconds: number
  /** The generation of the daemon set that its status has told of: failures before it do not count. */
  observedGeneration: number
  /** Cluster time, ms. */
  now: number
}

/** A node with the pods that the daemon set has there; those that have ended and are deleted are left out. */
export interface Place {
  name: string
  /** Undefined where there is no such node (any more). */
  node: Node | undefined
  pods: readonly Pod[]
  backoff: Backoff | undefined
}

/** What a place adds to the sums of the daemon set: each 0 or 1. */
export interface Counts {
  /** The numbers of the status. */
  desired: number
  current: number
  misscheduled: number
  ready: number
  updated: number
  available: number
  /** Counts against maxUnavailable or maxSurge. */
  held: number
  /** Has a pod that is available, old or new. */
  serving: number
}

/**
 * - create: a pod is missing
 * - delete: the pods of `removals` are too many, in the wrong place, ended, or old and of no use
 * - replace: the old pod may be replaced as soon as the bounds of the rollout allow
 * - leave: the old pod must go as soon as others serve in its place
 */
export type Task = 'create' | 'delete' | 'replace' | 'leave'

/** What is to be done, and the moment at which that may change by itself. */
export interface Verdict {
  counts: Counts
  task?: Task
  removals?: readonly Pod[]
  due?: Due
}

/** A moment in ms, and what will be over then. */
export interface Due {
  at: number
  why: string
}

/** A step on one place: a pod is missing, or some must go. */
export type Step = Pick<Verdict, 'task' | 'removals'>

/** A place that adds nothing. */
export const NO_COUNTS: Counts = Object.freeze({
  desired: 0,
  current: 0,
  misscheduled: 0,
  ready: 0,
  updated: 0,
  available: 0,
  held: 0,
  serving: 0,
})
