/** The interface of everything that acts: controllers, scheduler, kubelet. Level-triggered and idempotent. */
import { controllerOf, type KubeObject, type NamespacedName } from '../apimachinery/object.ts'
import type { Client, KindName, ObjectOf } from '../apiserver/client.ts'
import type { Clock } from '../base/clock.ts'
import type { Random } from '../base/random.ts'
import type { EventRecorder } from './event-recorder.ts'

/** One change of an object, as the control loop sees it go by. Objects are frozen. */
export interface Change<T extends KubeObject = KubeObject> {
  type: 'added' | 'modified' | 'deleted'
  /** The newest state; for a deletion the last one. */
  object: T
  /** The state before; undefined for an addition, or where the history no longer has it. */
  previous: T | undefined
}

/** Bookkeeping of reconcilers that must outlive a command but is no object (a node's last pod IP). */
export interface State {
  get(key: string): Promise<unknown>
  /** What is kept under keys that begin so, in key order; the first `limit` of it. */
  range(prefix: string, limit?: number): Promise<{ key: string; value: unknown }[]>
  /** Undefined removes what is there. Written with the objects of the same step, or not at all. */
  set(key: string, value: unknown): Promise<void>
}

/** What a reconciler works with: no other way leads to the world. */
export interface ReconcileContext {
  client: Client
  clock: Clock
  random: Random
  recorder: EventRecorder
  state: State
}

/** When to look at the key again even if nothing changes. */
export interface Result {
  /** In ms since the epoch. */
  requeueAt?: number
  /** What will be due then, for people: 'the back-off of container web is over'. */
  why?: string
}

/** Which keys of the reconciler a change of some kind concerns. */
export interface Watch {
  /** '*' for all kinds but Events, of which there are most and which nothing waits for. */
  kind: KindName
  /**
   * What the reconciler has written itself is no news: once it is done with a key, a second look would find nothing to do.
   * Where it was killed in between, whoever goes on sees those changes as anybody's.
   */
  ignoresOwn?: boolean
  keys(change: Change, context: ReconcileContext): Iterable<string> | Promise<Iterable<string>>
}

/** One that acts. */
export interface Reconciler {
  /** As Kubernetes names it: 'deployment-controller', 'default-scheduler', … */
  name: string
  /** The source of its events, where that is not its name. */
  component?: string
  /** The kind of the objects that its keys ('namespace/name') name, where they name objects. */
  about?: KindName
  watches: readonly Watch[]
  /** Brings the key's part of the world closer to what is asked for. May throw: the key is tried again later. */
  reconcile(key: string, context: ReconcileContext): Promise<Result | undefined>
  /** For those that decide over all due keys at once (the scheduler's queue). Called instead of `reconcile`. */
  reconcileAll?(keys: readonly string[], context: ReconcileContext): Promise<Map<string, Result> | undefined>
}

/** A controller in its usual form: it acts for one kind and owns objects of others. */
export interface ControllerDefinition<K extends KindName> {
  name: string
  /** The source of its events, where that is not its name. */
  component?: string
  for: K
  /** Changes of objects of these kinds concern the owner that controls them. */
  owns?: readonly KindName[]
  watches?: readonly Watch[]
  /** See Watch: of all its watches. */
  ignoresOwn?: boolean
  /** The object as it is now; undefined if it is gone. */
  reconcile(
    object: ObjectOf<K> | undefined,
    name: NamespacedName,
    context: ReconcileContext,
  ): Promise<Result | undefined>
}

/** Turns the usual form into a reconciler whose keys are 'namespace/name'. */
export function defineController<K extends KindName>(definition: ControllerDefinition<K>): Reconciler {
  const owned = (definition.owns ?? []).map((kind) => ownerWatch(kind, definition.for))
  const own: Watch = { kind: definition.for, keys: ({ object }) => [keyOf(object)] }
  const watches = [own, ...owned, ...(definition.watches ?? [])]
  return {
    name: definition.name,
    ...(definition.component !== undefined && { component: definition.component }),
    about: definition.for,
    watches: definition.ignoresOwn ? watches.map((watch) => ({ ...watch, ignoresOwn: true })) : watches,
    async reconcile(key, context) {
      const name = parseKey(key)
      return definition.reconcile(await context.client.find(definition.for, name), name, context)
    },
  }
}

/** 'namespace/name' of an object; '/name' for one without a namespace. */
export function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

/** The inverse of keyOf. */
export function parseKey(key: string): NamespacedName {
  const slash = key.indexOf('/')
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

function ownerWatch(kind: KindName, owner: KindName): Watch {
  return {
    kind,
    keys({ object, previous }) {
      const keys = new Set<string>()
      for (const state of [object, previous]) {
        const reference = state && controllerOf(state)
        if (reference?.kind === owner) keys.add(`${object.metadata.namespace ?? ''}/${reference.name}`)
      }
      return keys
    },
  }
}
