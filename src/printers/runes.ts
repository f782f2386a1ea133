/** Characters as Go's lexers take them: whole code points. */

/** The character at an index of UTF-16; '' behind the end. */
export function runeAt(text: string, at: number): string {
  const code = text.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** A character as Go's `%#U` prints it: `U+0026 '&'`, without the quotes where it cannot be printed. */
export function describeRune(rune: string): string {
  const code = `U+${(rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
  const isPrintable = rune === ' ' || !/[\p{C}\p{Z}]/u.test(rune)
  return isPrintable ? `${code} '${rune}'` : code
}
