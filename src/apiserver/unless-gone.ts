/** Writes to objects that others may have deleted meanwhile. */
import { isNotFound } from '../apimachinery/status-error.ts'

/** Carries out a write. False if what it is about is gone already, which is no error. */
export async function unlessGone(write: () => Promise<unknown>): Promise<boolean> {
  try {
    await write()
    return true
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}
