/** The body of an eviction request: of which pod, and how it is to be deleted. */
import type { KubeObject } from '../../apimachinery/object.ts'
import type { Eviction } from '../../generated/types.ts'
import type { DeleteOptions, WriteOptions } from '../client.ts'
import { decodeBody } from './subresource-body.ts'

/** The eviction in a request, in the stored version. Throws BadRequest. */
export async function decodeEviction(body: KubeObject, options: WriteOptions): Promise<Eviction> {
  // policy/v1beta1 lives on for this subresource alone.
  return decodeBody(body, { group: 'policy', version: 'v1', kind: 'Eviction' }, options, ['v1beta1'])
}

/** How the pod is to be deleted: as the body says; both request and body may ask for a dry run. */
export function deletionAsked(
  { deleteOptions = {} }: Eviction,
  { dryRun = false }: WriteOptions,
): DeleteOptions {
  const { gracePeriodSeconds, preconditions, propagationPolicy, dryRun: inBody = [] } = deleteOptions
  return {
    ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
    ...(preconditions && { preconditions }),
    ...(propagationPolicy && {
      propagationPolicy: propagationPolicy as NonNullable<DeleteOptions['propagationPolicy']>,
    }),
    dryRun: dryRun || inBody.includes('All'),
  }
}
