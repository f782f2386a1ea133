/** The body of an eviction request: of which pod, and how it is to be deleted. */
import { formatApiVersion, type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import { badRequest } from '../../apimachinery/status-error.ts'
import { deepCopy } from '../../base/json.ts'
import type { Eviction } from '../../generated/types.ts'
import type { DeleteOptions, WriteOptions } from '../client.ts'

/** The eviction in a request, in the stored version. Throws BadRequest. */
export async function decodeEviction(body: KubeObject, options: WriteOptions): Promise<Eviction> {
  const { group, version } = parseApiVersion(body.apiVersion ?? '')
  if (body.kind !== 'Eviction' || group !== 'policy' || !['v1', 'v1beta1'].includes(version))
    throw badRequest(
      `no kind "${body.kind}" is registered for version "${body.apiVersion}" in scheme "k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30"`,
    )
  // Both versions have the same fields (policy/v1beta1 lives on for this subresource alone).
  const stored = { ...body, apiVersion: formatApiVersion('policy', 'v1') }
  if (options.fieldValidation === undefined) return deepCopy(stored)
  const { decodeObject } = await import('../../api/schema/decode.ts')
  const how = {
    mode: options.fieldValidation,
    ...(options.duplicates && { duplicates: options.duplicates }),
    ...(options.onWarning && { onWarning: options.onWarning }),
  }
  return (await decodeObject({ group, version: 'v1', kind: 'Eviction' }, stored, how)) as KubeObject
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
