/**
 * Files of variables that containers write for others (env[].valueFrom.fileKeyRef, KEP-3721): a strict part of what a shell
 * reads. Source: pkg/kubelet/util/env.
 */

/** The value of a variable; '' if the file does not have it. Undefined where the file breaks the rules before it comes. */
export function readEnvFile(text: string, key: string): string | undefined {
  let rest = text.replaceAll('\r\n', '\n')
  while (rest !== '') {
    const blank = BLANK.exec(rest)
    if (blank) {
      rest = rest.slice(blank[0].length)
      continue
    }
    const [line, name = '', value] = ASSIGNMENT.exec(rest) ?? EMPTY.exec(rest) ?? []
    if (line === undefined) return undefined
    if (name === key) return value ?? ''
    rest = rest.slice(line.length)
  }
  return ''
}

/** Nothing, or a remark. */
const BLANK = /^[ \t]*(#.*)?(\n|$)/
/** Values stand in single quotes and may go over lines. Nothing may follow but a remark. */
const ASSIGNMENT = /^[ \t]*([^=\s]+|[^=\n]*[^=\s])='([^']*)'[ \t]*(?:#.*)?(?:\n|$)/
/** With a blank behind the sign the variable is empty, as in a shell. */
const EMPTY = /^[ \t]*([^=\n]*[^=\s])=[ \t]+.*(?:\n|$)/
