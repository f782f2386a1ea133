/** Limits and requests in a description. */
import type { ResourceRequirements } from '../../generated/types.ts'
import type { DescribeWriter } from './writer.ts'

/** `Limits:` and `Requests:`, each with its resources sorted by name one level deeper; nothing where there are none. */
export function writeResources(
  writer: DescribeWriter,
  resources: ResourceRequirements | undefined,
  level: number,
): void {
  writeList(writer, 'Limits', resources?.limits, level)
  writeList(writer, 'Requests', resources?.requests, level)
}

function writeList(
  writer: DescribeWriter,
  title: string,
  list: Readonly<Record<string, string>> | undefined,
  level: number,
): void {
  const names = Object.keys(list ?? {}).sort()
  if (names.length > 0) writer.line(level, `${title}:`)
  for (const name of names) writer.line(level + 1, `${name}:\t${list?.[name]}`)
}
