/** Keeps the data of Secrets out of differences, without hiding that they differ. Source: kubectl, cmd/diff/diff.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { isJsonObject, type JsonObject } from '../../base/json.ts'

const HIDDEN = '***'
const BEFORE = '*** (before)'
const AFTER = '*** (after)'

/** Both states of an object; undefined where there is none. */
export interface States {
  live: Unstructured | undefined
  merged: Unstructured
}

/** Both states as they may be shown; null where it is `null` that is shown. */
export interface ShownStates {
  live: Unstructured | null | undefined
  merged: Unstructured
}

/**
 * The states with values of secrets replaced; those of other kinds as they are. A secret that is not there yet comes out
 * of kubectl's masking as null.
 */
export function maskSecrets(states: States): ShownStates {
  const { live, merged } = states
  if (merged.kind !== 'Secret' || merged.apiVersion !== 'v1') return states
  const [before, after] = [dataOf(live), dataOf(merged)]
  return {
    live: live ? withData(live, masked(before, after, BEFORE)) : null,
    merged: withData(merged, masked(after, before, AFTER)),
  }
}

function dataOf(object: Unstructured | undefined): JsonObject | undefined {
  const { data } = (object ?? {}) as { data?: unknown }
  return isJsonObject(data) ? (data as JsonObject) : undefined
}

function masked(
  data: JsonObject | undefined,
  other: JsonObject | undefined,
  changed: string,
): JsonObject | undefined {
  if (data === undefined) return undefined
  const isChanged = (key: string) =>
    other !== undefined && Object.hasOwn(other, key) && other[key] !== data[key]
  return Object.fromEntries(Object.keys(data).map((key) => [key, isChanged(key) ? changed : HIDDEN]))
}

function withData(object: Unstructured, data: JsonObject | undefined): Unstructured {
  return data === undefined ? object : ({ ...object, data } as Unstructured)
}
