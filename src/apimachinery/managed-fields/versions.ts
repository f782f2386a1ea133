/** The versions of a kind in which owners tell their fields. */
import type { MergeSchema } from './merge-schema.ts'

/** An object's kind in one version. */
export interface VersionView {
  schema: MergeSchema
  /** An object in this version; the object itself where that is the one it is in. */
  convert(object: unknown): unknown
  /** The inverse: an object of this version in the version in which it is stored. */
  restore(object: unknown): unknown
  /** What an object has before anybody has written anything into it: Go's empty struct. */
  empty: unknown
}

/** The versions by apiVersion. Owners in a version that is no longer served own nothing (merge/update.go). */
export type VersionViews = ReadonlyMap<string, VersionView>
