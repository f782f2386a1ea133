/** Trying what may fail where why it fails does not matter. */

/** What the function makes; undefined where it throws. */
export function attempt<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch {
    return undefined
  }
}
