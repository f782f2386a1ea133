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

/** What begins a line of its own in texts that are filled: items of lists. */
const BULLET = /^(\d+\.?|-|\*)\s/

/**
 * The text filled into lines of at most so many characters, save for longer words: line breaks are kept only where they
 * tell something apart: empty lines, code, lists, after a colon (kubectl, pkg/explain/formatter.go).
 */
export function wrapWords(text: string, limit: number): string[] {
  const lines: string[] = []
  let words: string[] = []
  const flush = () => {
    if (words.length > 0) lines.push(words.join(' '))
    words = []
  }
  const add = (word: string) => {
    if (words.length > 0 && [...words, word].join(' ').length > limit) flush()
    words.push(word)
  }
  for (const source of text.split('\n')) {
    const trimmed = source.trim()
    if (source.startsWith('    ')) {
      flush()
      lines.push(source)
    } else if (trimmed === '' && lines.length > 0) {
      flush()
      lines.push('')
    } else {
      if (words.at(-1)?.endsWith(':') || trimmed === '' || BULLET.test(trimmed)) flush()
      for (const word of trimmed.split(/\s+/).filter(Boolean)) add(word)
    }
  }
  flush()
  return lines
}
