/** The characters that Go, and CEL after it, write with a backslash and one letter. */

/** The character that a letter after a backslash stands for. */
export const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
}

/** How such a character is written in double quotes, those included. */
export const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  ...Object.fromEntries(Object.entries(ESCAPED).map(([letter, character]) => [character, `\\${letter}`])),
}
