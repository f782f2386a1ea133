/** What kubelite knows of a kind beyond its schema: the one interface that all kinds fill in. */
import type { FieldError } from '../apimachinery/field-error.ts'
import type { KubeObject, NamespacedName, Unstructured } from '../apimachinery/object.ts'
import type { PersistentVolumeClaim, PodTemplateSpec } from '../generated/types.ts'
import type { IndexEntry } from '../store/store.ts'
import type { Behaviours } from './behaviour/definition.ts'
import type { DescribeContext, KindName, ListOptions, ObjectReader } from './describe-context.ts'
import type { ExposeCapability } from './exposed.ts'
import type { RolloutCapability } from './rollout.ts'

/** What becomes of what an object owns when it is deleted. */
export type PropagationPolicy = 'Background' | 'Foreground' | 'Orphan'

/** What strategy hooks may know of the moment in which they run. */
export interface HookContext {
  /** Cluster time, ms since the epoch. */
  now: number
}

/** One column of `kubectl get`. */
export interface Column<T> {
  name: string
  type: 'string' | 'integer' | 'number' | 'boolean' | 'date'
  /** 0 is always shown; 1 only with `-o wide`. */
  priority?: 0 | 1
  /** `name` for the column that holds the object's name. */
  format?: string
  description?: string
  /** The cell. `now` is cluster time in ms, for ages. */
  cell(object: T, now: number): string | number | boolean
}

/** Reads one field of an object as text. Declared as a method so that a kind's definition fits among those of all kinds. */
export type FieldValue<T> = { read(object: T): string }['read']

/** The scale subresource: where the replicas stand. */
export interface ScaleCapability<T> {
  /** Path of the wished number, for example ['spec', 'replicas']. */
  specReplicasPath: readonly string[]
  statusReplicasPath: readonly string[]
  /** The label selector of the pods in its string form. */
  selector(object: T): string
}

/** How objects of the kind go away. */
export interface DeletionCapability<T> {
  /**
   * Seconds that the object stays with a deletionTimestamp until its agent removes it; 0 removes it at once.
   * `requested` is what the caller asked for. Left out: every object goes at once.
   */
  gracePeriodSeconds?(object: T, requested: number | undefined): number
  /** True while something inside the object (spec.finalizers of a namespace) still holds it. */
  held?(object: T): boolean
  /** Changes made to the object when its deletion begins. */
  markDeleted?(object: T): void
}

/** A subresource that acts on its object, such as a pod's binding. */
export interface SubresourceAction<T> {
  /** Changes the copy of the object that it gets, out of the body; throws a StatusError to refuse. */
  apply(object: T, body: Unstructured, context: HookContext): void
  /** Field errors of the body, before it is applied. */
  validate?(body: Unstructured): FieldError[]
}

/** Conversion of a served version that is not the stored one. Both work on fresh copies. */
export interface VersionConversion {
  toStored(object: Unstructured): Unstructured
  fromStored(object: Unstructured): Unstructured
}

/** What computed objects are made out of, and when. */
export interface ComputeContext {
  client: ObjectReader
  /** Cluster time, ms since the epoch. */
  now: number
  /** Where cluster IPs come from. */
  serviceCidr: string
}

/** Objects that follow from others, beside those of their kind that are stored. They can only be read. */
export interface DerivedObjects<T> {
  find(name: NamespacedName, context: ComputeContext): Promise<T | undefined>
  all(context: ComputeContext): Promise<T[]>
  /** What they come and go with, for those who watch: the objects that follow from one of another kind. */
  follow?: { from: KindName; of(source: KubeObject): T[] }
}

/** Objects that are worked out when they are asked for, and never stored (metrics). They can only be read. */
export interface ComputedObjects<T> {
  /** Throws NotFound. */
  get(name: NamespacedName, context: ComputeContext): Promise<T>
  /** The objects that the selectors of the request name, in the order of their names. */
  list(
    options: Pick<ListOptions, 'namespace' | 'labelSelector' | 'fieldSelector'>,
    context: ComputeContext,
  ): Promise<T[]>
}

/** All that is particular to a kind. Every hook may be left out; what it does not say, the generic pipeline does. */
export interface KindDefinition<T extends KubeObject = KubeObject> {
  kind: string
  /** '' for the core group. */
  group: string

  /** Loads what the checks of the kind's objects need; called before a write, so that reads do not wait for it. */
  loadForWrites?(): Promise<void>
  /** Fills in what the API server fills in, in place. Runs on every write, after decoding; must be idempotent. */
  defaults?(object: T): void
  /** Rebuilds what a creator may not set (status is emptied before). In place. */
  prepareCreate?(object: T, context: HookContext): void
  /** Carries over what an update may not change (status and metadata are carried over before). In place. */
  prepareUpdate?(object: T, old: T, context: HookContext): void
  /** All field errors of a new or changed object; `old` is what an update changes. Never changes it. */
  validate?(object: T, old?: T): FieldError[]
  /** Errors of a new object only, such as fields that a creator may not set. Runs with `validate`, after it. */
  validateCreate?(object: T): FieldError[]
  /** Errors of the step from old to new: immutable fields. Runs with `validate`, after it. */
  validateUpdate?(object: T, old: T): FieldError[]
  /** Carries over what an update of the status may not change. The object is a copy, its status may be shared. */
  prepareStatusUpdate?(object: T, old: T, context: HookContext): void
  /** Errors of a status update. */
  validateStatusUpdate?(object: T, old: T): FieldError[]
  /** The annotations under kubelite.dev/ that objects of the kind know. A kind that knows some refuses all others. */
  behaviours?: Behaviours
  /** Warnings for the user on create and update (deprecated fields and the like). */
  warnings?(object: T): string[]
  /** The warning that comes with each request for the kind, if it is about to go. */
  deprecated?: string

  /**
   * The object as readers are told it at a moment: what goes on by itself is worked out rather than written over and
   * over. Gives the object itself where nothing differs; never changes it.
   */
  asOf?(object: T, now: number): T

  /** metadata.generation counts changes outside of metadata and status. Default false. */
  generation?: boolean
  /** A creator may set the status (nodes). Default false: a status subresource means that creation empties it. */
  statusOnCreate?: boolean
  /** A PUT to a missing object creates it. Default false. */
  allowCreateOnUpdate?: boolean
  /** An update need not name the resourceVersion it is based on. Default true, as for most kinds. */
  allowUnconditionalUpdate?: boolean
  /** Checks the object's name; default DNS-1123 subdomain. Gives the messages, as names.ts does. */
  validateName?(name: string, prefix: boolean): string[]

  columns?: readonly Column<T>[]
  /** The order of the rows of a list's table, where it is not that of the names; as for Array.sort. */
  compareRows?(a: T, b: T): number
  /** `kubectl describe` in a module of its own, loaded only when asked for. */
  describe?(): Promise<{ describe(object: T, context: DescribeContext): Promise<string> }>

  /** Terms under which objects can be looked up; index names are the kind's own. Owner uids are indexed for all. */
  indexes?(object: T): IndexEntry[]
  /** Index each label as term `namespace/key=value` of the index 'label', so that selectors need no scan. */
  indexLabels?: boolean
  /** Field selectors beyond metadata.name and metadata.namespace. */
  selectableFields?: Readonly<Record<string, FieldValue<T>>>
  /** Selectable fields whose value is the term of an index, by the name of that index: no scan is needed. */
  fieldIndexes?: Readonly<Record<string, string>>

  /** To create an object of the kind is to create this subresource of the object that has its name. */
  actsOn?: { kind: KindName; subresource: string }

  /** The objects that a cluster has from the start, made when the kind is first used: most clusters never need them. */
  initial?(): Promise<readonly T[]>

  /** For a kind whose objects are not stored. */
  computed?: ComputedObjects<T>
  /** For a kind that has objects beside the stored ones. */
  derived?: DerivedObjects<T>

  scale?: ScaleCapability<T>
  deletion?: DeletionCapability<T>
  /** What happens to dependents when the request names no policy. Default Background. */
  defaultPropagation?: PropagationPolicy
  subresources?: Readonly<Record<string, SubresourceAction<T>>>
  /**
   * The control plane's programs that write objects of the kind: who owns their fields where no user has written any.
   * kube-controller-manager where left out.
   */
  programs?: { object?: FieldValue<T>; status?: string }
  /** Where the pod template is, for kinds that make pods; a pod is its own. */
  podTemplate?(object: T): PodTemplateSpec | undefined
  /** The pods as a controller makes them of the template, where that adds to it: in a module of its own. */
  pods?(): Promise<PodMaker<T>>
  /** For kinds whose pods a service can be made for. */
  expose?: ExposeCapability<T>
  /** `kubectl rollout`, in a module of its own, loaded only when asked for. */
  rollout?(): Promise<{ rollout: RolloutCapability<T> }>
  /** Served versions besides the stored one. */
  conversions?: Readonly<Record<string, VersionConversion>>
}

/** Makes pods as a controller does. */
export interface PodMaker<T> {
  /** The pod with this index, from 0 on. */
  makePod(object: T, index: number): MadePod
  /** How many are wanted, where the object says so. */
  countPods?(object: T): number
}

/** A pod, and what belongs to it. */
export interface MadePod {
  template: PodTemplateSpec
  /** What is made for the pod before it. */
  claims?: readonly PersistentVolumeClaim[]
  /** There is one on each node that it fits. */
  onEachNode?: true
}

/** Declares a kind. Gives its argument back, typed; the list in kinds/index.ts makes it known. */
export function defineKind<T extends KubeObject>(definition: KindDefinition<T>): KindDefinition<T> {
  return definition
}
