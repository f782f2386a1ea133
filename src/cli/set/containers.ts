/** The pod spec of an object, and containers chosen by name. Sources: kubectl, polymorphichelpers/updatepodspec.go, cmd/set/helper.go. */
import type { Kind } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Container, PodSpec } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

/** The spec that the object's pods have; the object's own part, to be changed. Throws for kinds without pods. */
export function podSpecOf(object: Unstructured, { definition, resource }: Kind): PodSpec {
  const template = definition.podTemplate?.(object)
  if (template?.spec !== undefined) return template.spec
  if (definition.podTemplate !== undefined) return { containers: [] }
  throw new CliError(
    `the object is not a pod or does not have a pod template: *${resource.version}.${resource.kind}`,
  )
}

/** All containers: the ordinary ones, then those that prepare the pod. */
export function allContainers({ containers, initContainers = [] }: PodSpec): Container[] {
  return [...(containers ?? []), ...initContainers]
}

/** The containers whose names match a pattern. */
export function selectContainers(spec: PodSpec, pattern: string): Container[] {
  return allContainers(spec).filter(({ name }) => matches(name, pattern))
}

/**
 * Does the name match, `*` standing for any text? As in kubectl, each part is looked for where the one before begins,
 * what comes before the first `*` need not be at the beginning, and of what comes after the last the place is reckoned
 * from there: `x*` matches `nginx`, and `a*b` does not match `cab` (cmd/set/helper.go).
 */
function matches(name: string, pattern: string): boolean {
  if (!pattern.includes('*')) return name === pattern
  const parts = pattern.split('*')
  let position = 0
  return parts.every((part, index) => {
    if (part === '') return true
    const next = name.slice(position).indexOf(part)
    if (next < position) return false
    if (index === parts.length - 1 && name.length !== part.length + next) return false
    position = next
    return true
  })
}
