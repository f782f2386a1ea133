/** Splits a command line into its words, as a shell does with quotes and backslashes. */
import { CliError } from '../errors.ts'

/** The words. Throws CliError where a quote is not closed. */
export function splitCommand(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let index = 0; index < line.length; index++) {
    const letter = line[index]!
    if (quote === '' && /\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else if (letter === quote) quote = ''
    else if (letter === '\\' && quote !== "'" && index + 1 < line.length) word = (word ?? '') + line[++index]
    else word = (word ?? '') + letter
  }
  if (quote !== '') throw new CliError(`a quote is not closed in '${line}'`)
  return word === undefined ? words : [...words, word]
}
