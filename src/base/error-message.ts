/** What is thrown, as text. */

/** What an error says, without any prefix; of what is no error, its text. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
