/** What the API server itself hands out when an object is written: the step after validation. */
import type { KindName } from '../../api/describe-context.ts'
import type { Kind } from '../../api/registry.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Request } from '../context.ts'
import { allocateCustomNames } from './custom-names.ts'
import { allocateServiceAddresses } from './service-addresses.ts'

/** Fills in what is allocated for objects of a kind, in place; throws Invalid for what is taken. */
export type Allocator = (request: Request, object: KubeObject, old: KubeObject | undefined) => Promise<void>

const allocators: Readonly<Partial<Record<KindName, Allocator>>> = {
  CustomResourceDefinition: allocateCustomNames,
  Service: allocateServiceAddresses as Allocator,
}

/** Whether something is allocated for objects of a kind. */
export function allocates({ name }: Kind): boolean {
  return allocators[name] !== undefined
}

/** Runs the allocator of the object's kind; undefined where it has none. */
export function allocate(
  request: Request,
  object: KubeObject,
  old: KubeObject | undefined,
): Promise<void> | undefined {
  return allocators[request.kind.name]?.(request, object, old)
}
