/** Files that an entry of the kubeconfig names, or has the content of. */
import { readFileSync, statSync } from 'node:fs'
import { dirname, relative, resolve } from 'node:path'
import { CliError } from '../errors.ts'
import { type ConfigFiles, fileForNew, pathOf } from './files.ts'
import type { Entry } from './kubeconfig.ts'

/** Throws where the file that is to be embedded does not exist. */
export function demandFile(flag: string, path: string, cwd: string): void {
  if (statSync(resolve(cwd, path), { throwIfNoEntry: false }) === undefined)
    throw new CliError(`could not stat ${flag} file ${path}: stat ${path}: no such file or directory`)
}

/** Puts the file, or with `embed` its content, into the entry: names count from the folder of the kubeconfig. */
export function putFile(
  entry: Entry,
  field: string,
  path: string,
  { embed, files }: { embed: boolean; files: ConfigFiles },
): void {
  const absolute = resolve(files.cwd, path)
  delete entry.fields[field]
  delete entry.fields[`${field}-data`]
  if (embed) entry.fields[`${field}-data`] = readFileSync(absolute).toString('base64')
  else if (path !== '') {
    const folder = dirname(pathOf(entry.origin ?? fileForNew(files), files))
    const inside = relative(folder, absolute)
    entry.fields[field] = inside.startsWith('..') ? absolute : inside
  }
}
