/** One resource on its way through a build: its object, and what the build remembers of it. */
import { deepCopy, getOwn, isJsonObject, type Json, type JsonObject } from '../base/json.ts'
import {
  apiVersionOf,
  effectiveNamespace,
  type Gvk,
  parseGroupVersion,
  type ResourceId,
} from './resource-id.ts'
import { textOfScalar } from './yaml/scalar-text.ts'
import { writtenText } from './yaml/written.ts'

/** What a generated resource does with one of the same name that is there already. */
export type Behavior = 'create' | 'merge' | 'replace' | 'unspecified'

/** A name that the resource had earlier on. */
export interface PreviousId {
  namespace: string
  name: string
  kind: string
}

/**
 * What kustomize keeps in annotations while it builds and takes out in the end. A copy of the original goes along
 * with names that change, so that references to them can be changed too.
 */
export interface Tracking {
  previous: PreviousId[]
  prefixes: string[]
  suffixes: string[]
  /** Of what was generated. */
  behavior?: Behavior
  /** The name will end with a hash of the content. */
  needsHash: boolean
  /** Of patches: they may change the name or kind of what they patch. */
  allowNameChange: boolean
  allowKindChange: boolean
}

/** A resource. Transformers change it in place. */
export class Resource {
  /** Undefined once a patch has deleted it. */
  object: JsonObject | undefined
  tracking: Tracking
  /** Variables that take their value from it. */
  variables: string[] = []
  /** Keys that its file had twice. */
  duplicates: readonly string[] = []

  constructor(object: JsonObject, tracking: Partial<Tracking> = {}) {
    this.object = object
    this.tracking = {
      previous: [],
      prefixes: [],
      suffixes: [],
      needsHash: false,
      allowNameChange: false,
      allowKindChange: false,
      ...tracking,
    }
  }

  get kind(): string {
    return textOfScalar(this.object?.kind)
  }

  set kind(kind: string) {
    if (this.object !== undefined) this.object.kind = kind
  }

  get name(): string {
    return textOfScalar(this.metadata?.name)
  }

  set name(name: string) {
    this.writableMetadata().name = name
  }

  get namespace(): string {
    return textOfScalar(this.metadata?.namespace)
  }

  /** '' takes the field away. */
  set namespace(namespace: string) {
    if (namespace !== '') this.writableMetadata().namespace = namespace
    else if (this.metadata !== undefined) delete this.metadata.namespace
  }

  get gvk(): Gvk {
    return { ...parseGroupVersion(textOfScalar(this.object?.apiVersion)), kind: this.kind }
  }

  set gvk(gvk: Gvk) {
    if (this.object !== undefined)
      Object.assign(this.object, { kind: gvk.kind, apiVersion: apiVersionOf(gvk) })
  }

  /** What it is called now. */
  get id(): ResourceId {
    return { ...this.gvk, name: this.name, namespace: this.namespace }
  }

  /** What it was called, the oldest name first; without the present one. */
  get previousIds(): ResourceId[] {
    const { group, version } = this.gvk
    return this.tracking.previous.map((previous) => ({ group, version, ...previous }))
  }

  /** What it was called in the beginning. */
  get originalId(): ResourceId {
    return this.previousIds[0] ?? this.id
  }

  /** Notes the present name, which is about to change. */
  storePreviousId(): void {
    const { name, kind } = this
    this.tracking.previous.push({ namespace: effectiveNamespace(this.id), name, kind })
  }

  /** Nothing is left of it. */
  get isEmpty(): boolean {
    return this.object === undefined || Object.keys(this.object).length === 0
  }

  get labels(): Record<string, string> {
    return textsOf(this.metadata?.labels)
  }

  set labels(labels: Record<string, string>) {
    this.setMap('labels', labels)
  }

  get annotations(): Record<string, string> {
    return textsOf(this.metadata?.annotations)
  }

  set annotations(annotations: Record<string, string>) {
    this.setMap('annotations', annotations)
  }

  /** Makes texts of all annotations, and nothing of none. */
  normalizeAnnotations(): void {
    this.setMap('annotations', this.annotations)
  }

  /** Makes texts of all labels, and nothing of none. */
  normalizeLabels(): void {
    this.setMap('labels', this.labels)
  }

  /** A copy that shares nothing with it. */
  copy(): Resource {
    const copy = new Resource(deepCopy(this.object ?? {}), deepCopy(this.tracking))
    copy.variables = [...this.variables]
    return copy
  }

  private get metadata(): JsonObject | undefined {
    const metadata = this.object === undefined ? undefined : getOwn(this.object, 'metadata')
    return isJsonObject(metadata) ? metadata : undefined
  }

  private writableMetadata(): JsonObject {
    const metadata = this.metadata ?? {}
    if (this.object !== undefined) this.object.metadata = metadata
    return metadata
  }

  private setMap(field: string, texts: Record<string, string>): void {
    const metadata = this.writableMetadata()
    if (Object.keys(texts).length > 0) metadata[field] = { ...texts }
    else delete metadata[field]
  }
}

/** The text that stands, or stood, for an entry of a map: `null` for a null. */
function textOfEntry(map: JsonObject, key: string): string {
  const value = map[key]!
  return writtenText(map, key) ?? (value === null ? 'null' : textOfScalar(value))
}

/** A map with its values as texts; empty where there is none. */
export function textsOf(value: Json | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(Object.keys(value).map((key) => [key, textOfEntry(value, key)]))
}
