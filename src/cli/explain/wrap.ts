/** Breaks text into lines as kubectl does: at spaces, words whole, line breaks of the text kept. */

/** The text in lines of at most so many characters, save for longer words. */
export function wrapText(text: string, limit: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, limit))
    .join('\n')
}

function wrapLine(line: string, limit: number): string {
  let result = ''
  let column = 0
  for (const [, spaces = '', word = ''] of line.matchAll(/(\s*)(\S*)/g)) {
    if (word === '') {
      if (column + spaces.length <= limit) result += spaces
      continue
    }
    const start = column + spaces.length
    // A word moves to a new line unless it begins this one: there it stays, however long it is.
    if (start + word.length <= limit || start <= 1) {
      result += spaces + word
      column = start + word.length
    } else {
      result += `\n${word}`
      column = word.length
    }
  }
  return result
}

/** Every line, empty ones too, moved to the right. */
export function indentText(text: string, spaces: number): string {
  const indent = ' '.repeat(spaces)
  return text
    .split('\n')
    .map((line) => indent + line)
    .join('\n')
}
