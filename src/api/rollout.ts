/** What kinds that roll out their pod template know of it: how far it is, what was before, how to go back. */

import type { KubeObject } from '../apimachinery/object.ts'
import type { JsonObject } from '../base/json.ts'
import type { PodTemplateSpec } from '../generated/types.ts'
import type { ObjectReader } from './describe-context.ts'

/** How far a rollout is, in kubectl's words (kubectl, polymorphichelpers/rollout_status.go). */
export interface RolloutStatus {
  /** One line, without its end; '' where there is nothing to tell. */
  text: string
  done: boolean
  /** Why it cannot go on. */
  failure?: string
}

/** A template that the object has or had. */
export interface Revision {
  number: number
  template: PodTemplateSpec
  /** What the user said the change was made for; '' where nothing was said. */
  changeCause: string
  /** What `rollout history -o` prints of it. */
  object: KubeObject
}

/** A patch that puts a former template back. */
export type RollbackPatch = { type: 'json'; patch: JsonObject[] } | { type: 'strategic'; patch: JsonObject }

/** How objects of a kind roll out. */
export interface RolloutCapability<T> {
  /** How far it is. A `revision` above 0 must be the one that is being rolled out. */
  status(object: T, revision: number): RolloutStatus
  /** So many seconds may pass, at most, before anything more is seen of a rollout that goes on. */
  longestPause(object: T): number
  /** All revisions that are kept, by their number. */
  revisions(object: T, reader: ObjectReader): Promise<Revision[]>
  /** The patch; undefined where the object has that template already. */
  rollback(object: T, revision: Revision): RollbackPatch | undefined
  /** What kubectl says where there is nothing before the template that is there. */
  noPrevious(object: T): string
  /** Whether it is paused; left out by kinds that cannot be. */
  isPaused?(object: T): boolean
}

/** Where users say why they made a change. */
export const CHANGE_CAUSE = 'kubernetes.io/change-cause'

/** What the user said that an object was changed for. */
export function changeCauseOf({ metadata }: KubeObject): string {
  return metadata.annotations?.[CHANGE_CAUSE] ?? ''
}

/** The template with the reason for its change among its annotations, as histories show it. */
export function withChangeCause(template: PodTemplateSpec, changeCause: string): PodTemplateSpec {
  if (changeCause === '') return template
  const annotations = { ...template.metadata?.annotations, [CHANGE_CAUSE]: changeCause }
  return { ...template, metadata: { ...template.metadata, annotations } }
}
