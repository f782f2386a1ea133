/** Hands out names to custom kinds: each name is one definition's in its group. */
import { statusBeside } from '../../api/kinds/apiextensions/custom-resource-definition.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { CustomResourceDefinition } from '../../generated/types.ts'
import type { Request } from '../context.ts'

/** Sets the definition's status, in place: a name that another definition of the group has is not accepted. */
export async function allocateCustomNames(
  { client, server }: Request,
  object: KubeObject,
  old: KubeObject | undefined,
): Promise<void> {
  const definition = object as CustomResourceDefinition
  const others = (await client.lookup('CustomResourceDefinition', 'group', definition.spec.group)).filter(
    ({ metadata }) => metadata.name !== definition.metadata.name,
  )
  if (others.length === 0) return
  const { conditions: _, acceptedNames: __, ...status } = definition.status ?? {}
  const before = (old as CustomResourceDefinition | undefined)?.status
  const known = {
    ...status,
    ...(before?.acceptedNames && { acceptedNames: before.acceptedNames }),
    ...(before?.conditions && { conditions: before.conditions }),
  }
  const beside = statusBeside({ ...definition, status: known }, others, server.clock.now())
  if (beside) definition.status = beside
}
