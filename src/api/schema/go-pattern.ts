/** Regular expressions as Go writes them, as JavaScript's. */

const FLAGS = /^\(\?([ims]+)\)/
const NEVER_FAILS = /(?:)/

/** A matcher of the pattern. One that JavaScript cannot read matches everything: it must not refuse good objects. */
export function compilePattern(pattern: string): RegExp {
  const flags = FLAGS.exec(pattern)?.[1] ?? ''
  const body = pattern
    .replace(FLAGS, '')
    .replaceAll('(?P<', '(?<')
    .replaceAll('\\A', '^')
    .replaceAll('\\z', '$')
  for (const mode of ['u', ''])
    try {
      return new RegExp(body, [...new Set(mode + flags)].join(''))
    } catch {
      // Without the Unicode mode more escapes are allowed.
    }
  return NEVER_FAILS
}
compilePattern.code = 'new RegExp'
