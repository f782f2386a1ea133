/** Where a dump goes: to standard output, or into files below a folder. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { CommandContext } from '../command.ts'
import { CliError } from '../errors.ts'
import { collectOutput, type Output } from '../streams.ts'

/** What takes the parts of a dump. */
export interface Destination {
  /** Writes one part, named by the path of its file without the ending. */
  write(file: string, print: (output: Output) => void, ending?: string): void
  /** Tells where the parts are. */
  finish(): void
}

/** The folder, or the output if none is named; `format` is what objects are printed as. */
export function createDestination(
  folder: string,
  format: string,
  { cwd }: CommandContext,
  output: Output,
): Destination {
  if (folder === '' || folder === '-') return { write: (_file, print) => print(output), finish: () => {} }
  const usual = format === 'json' || format === 'yaml' ? `.${format}` : '.txt'
  return {
    write(file, print, ending = usual) {
      const texts: string[] = []
      const collected = collectOutput()
      print(collected)
      collected.flush({ stdout: (text) => texts.push(text), stderr: output.stderr })
      writeInto(resolve(cwd, folder, `${file}${ending}`), texts.join(''))
    },
    finish: () => output.stdout(`Cluster info dumped to ${folder}\n`),
  }
}

function writeInto(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw new CliError(`cannot write ${path}: ${(error as Error).message}`, { cause: error })
  }
}
