/** Finds one type's line in the generated texts, so that only what is needed gets parsed. */

/** The JSON behind the name in a text of lines `Name {json}`, each after a newline; undefined if there is none. */
export function definitionLine(text: string, name: string): string | undefined {
  const mark = `\n${name} `
  const start = text.indexOf(mark)
  return start < 0 ? undefined : text.slice(start + mark.length, text.indexOf('\n', start + mark.length))
}
