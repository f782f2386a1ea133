/** File patterns as Go's filepath.Glob knows them: `*`, `?` and `[…]`, which never match a slash. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

const META = /[*?[]/

/** The paths that match, sorted; none for a pattern without wildcards. */
export function globSync(pattern: string, cwd: string): string[] {
  if (!META.test(pattern)) return []
  const parts = pattern.split('/')
  let found = [parts[0] === '' ? '/' : '']
  for (const part of parts[0] === '' ? parts.slice(1) : parts)
    found = found.flatMap((folder) => (META.test(part) ? matches(folder, part, cwd) : [join(folder, part)]))
  return found
}

function matches(folder: string, part: string, cwd: string): string[] {
  const expression = new RegExp(
    `^${part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  )
  return namesIn(resolve(cwd, folder))
    .filter((name) => expression.test(name))
    .sort()
    .map((name) => (folder === '' ? name : join(folder, name)))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
