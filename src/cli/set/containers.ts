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

/** The containers whose names match: `*` stands for any text. */
export function selectContainers(spec: PodSpec, pattern: string): Container[] {
  const expression = new RegExp(`^${pattern.split('*').map(escapePattern).join('.*')}$`)
  return allContainers(spec).filter(({ name }) => expression.test(name))
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
