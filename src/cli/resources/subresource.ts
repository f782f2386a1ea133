/** Objects as one of their subresources shows them: whole for status, as Scale objects for scale. */
import { kindName, type Registry } from '../../api/registry.ts'
import { noSuchResource } from '../../apimachinery/status-error.ts'
import { scaleOf } from '../../apiserver/verbs/subresource.ts'
import { string } from '../flags/flag.ts'
import type { Found } from './read.ts'

/** --subresource; `verb` begins the help: `Patch`. */
export function subresourceFlag(verb: string) {
  return {
    subresource: string('', `${verb} a part of the object that has a path of its own: status or scale.`),
  }
}

/** What the subresource shows of what was found. Throws NotFound where the kind does not have it. */
export async function readSubresource(found: Found, subresource: string, registry: Registry): Promise<Found> {
  if (!found.resource.subresources.includes(subresource)) throw noSuchResource()
  if (subresource !== 'scale') return found
  const kind = await registry.load(kindName(found.resource))
  const resource = { ...found.resource, group: 'autoscaling', version: 'v1', kind: 'Scale' }
  return { resource, objects: found.objects.map((object) => scaleOf(kind, object)) }
}
