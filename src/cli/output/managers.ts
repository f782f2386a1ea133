/** Whether a command prints metadata.managedFields, which is worked out only then. */
import type { Host } from '../context.ts'

/** What a template names: the field itself, or metadata or a whole object, in which it stands. */
const NAMES_MANAGERS =
  /managedFields|-file=|metadata\s*(?:[})\]|,]|$)|\.\.|\{\s*[.@$]?\s*\}|\{\{-?\s*\.\s*-?\}\}|\{(?!range)[^}]*\[\*\]\s*\}/

/** Whether the options of a call ask for objects with their managers: kubectl drops them from YAML and JSON only. */
export function asksForManagers({
  showManagedFields,
  output,
  template,
}: Readonly<Record<string, unknown>>): boolean {
  if (showManagedFields === true) return true
  const hasTemplate =
    typeof output === 'string' && /^(jsonpath|go-template|template|custom-columns)/.test(output)
  return hasTemplate && NAMES_MANAGERS.test(`${output}${typeof template === 'string' ? template : ''}`)
}

/** A host whose clusters give objects with their managers. */
export async function showingHost(host: Host): Promise<Host> {
  const { showingManagers } = await import('../../cluster/cluster-showing-managers.ts')
  const { clusters } = host
  return {
    ...host,
    clusters: { ...clusters, open: async (...of) => showingManagers(await clusters.open(...of)) },
  }
}
