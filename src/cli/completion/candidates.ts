/** What can stand at the place of the cursor. */

/** What the shell shall do besides: the bits that cobra's scripts know. Source: cobra, completions.go. */
export const DIRECTIVE = { default: 0, noSpace: 2, noFiles: 4, fileEndings: 8, folders: 16 } as const

/** One text that may be put in, with a word on it. */
export interface Candidate {
  text: string
  about?: string
}

/** All that may be put in, and what the shell shall do besides. */
export interface Candidates {
  list: readonly Candidate[]
  directive: number
}

/** The shell looks for files. */
export const ANY_FILE: Candidates = { list: [], directive: DIRECTIVE.default }

/** These texts and nothing else. */
export function only(texts: readonly string[], directive = 0): Candidates {
  return { list: texts.map((text) => ({ text })), directive: DIRECTIVE.noFiles | directive }
}

/** Those that begin with what stands there already. */
export function beginning(prefix: string, { list, directive }: Candidates): Candidates {
  return { list: list.filter(({ text }) => text.startsWith(prefix)), directive }
}
