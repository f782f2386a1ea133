/** Makes what client-side apply owned of an object owned by server-side apply (client-go, util/csaupgrade). */

import type { KindName } from '../api/describe-context.ts'
import type { Registry } from '../api/registry.ts'
import { LAST_APPLIED } from '../apimachinery/last-applied.ts'
import { hasPath, union } from '../apimachinery/managed-fields/field-set.ts'
import {
  formatOwners,
  type Operation,
  type Owner,
  ownerKey,
  parseOwners,
} from '../apimachinery/managed-fields/owners.ts'
import type { Unstructured } from '../apimachinery/object.ts'
import { StatusError } from '../apimachinery/status-error.ts'
import type { ApplyOptions, Client } from '../apiserver/client.ts'
import { nameOf } from '../apiserver/client.ts'
import { showManagedFields } from '../apiserver/managers/showing-client.ts'
import { SERVER_SIDE_MANAGER } from './field-managers.ts'

const ANNOTATION_PATH = ['f:metadata', 'f:annotations', `f:${LAST_APPLIED}`]

/**
 * Hands the fields of all managers that wrote kubectl's annotation over to the manager of server-side apply; the
 * annotation gets a manager of its own, so that it stays. True if there was anything to hand over.
 */
export async function takeOverFromClientSide(
  client: Client,
  registry: Registry,
  kind: KindName,
  applied: Unstructured,
  { fieldManager = SERVER_SIDE_MANAGER }: ApplyOptions,
): Promise<boolean> {
  const shown = showManagedFields(client, registry)
  const live = (await shown.get(kind, nameOf(applied))) as Unstructured
  const saved = fieldManager === SERVER_SIDE_MANAGER ? await keepAnnotation(shown, kind, live, {}) : live
  const managers = ownersOfAnnotation(saved, 'Update').map(({ manager }) => manager)
  if (managers.length === 0) return false
  const { resourceVersion } = saved.metadata
  const managedFields = handedOver(parse(saved), new Set(managers), fieldManager)
  await client.patch(
    kind,
    nameOf(applied),
    'json',
    [
      { op: 'replace', path: '/metadata/managedFields', value: managedFields },
      { op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion },
    ],
    { fieldManager },
  )
  return true
}

/**
 * Hands over the annotation as a dry run: what there is to it is a warning where somebody else manages the text, which
 * server-side apply has just rewritten, but has not stored (kubectl's saveLastApplyAnnotationIfNecessary).
 */
export async function tryToKeepAnnotation(
  client: Client,
  registry: Registry,
  kind: KindName,
  manifest: Unstructured,
  options: ApplyOptions,
): Promise<void> {
  if ((options.fieldManager ?? SERVER_SIDE_MANAGER) !== SERVER_SIDE_MANAGER) return
  const shown = showManagedFields(client, registry)
  const live = (await shown.apply(kind, manifest, options)) as Unstructured
  try {
    await keepAnnotation(shown, kind, live, { dryRun: true })
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    options.onWarning?.(
      `failed to migrate ${LAST_APPLIED} for Server-Side Apply. This is non-fatal and will be retried next time you apply. Error: ${error.message}`,
    )
  }
}

function parse({ metadata }: Unstructured): Owner[] {
  return parseOwners(metadata.managedFields ?? [])
}

function ownersOfAnnotation(object: Unstructured, operation: Operation): Owner[] {
  return parse(object).filter(
    (owner) =>
      owner.operation === operation &&
      owner.subresource === undefined &&
      hasPath(owner.fields, ANNOTATION_PATH),
  )
}

async function keepAnnotation(
  client: Client,
  kind: KindName,
  live: Unstructured,
  options: Pick<ApplyOptions, 'dryRun'>,
): Promise<Unstructured> {
  if (ownersOfAnnotation(live, 'Apply').length > 0) return live
  const { apiVersion, kind: name, metadata } = live
  const annotations = { [LAST_APPLIED]: metadata.annotations![LAST_APPLIED]! }
  const config = { apiVersion, kind: name, metadata: { ...keyOf(live), annotations } }
  return (await client.apply(kind, config, {
    ...options,
    fieldManager: 'kubectl-last-applied',
  })) as Unstructured
}

function keyOf({ metadata: { name, namespace } }: Unstructured): Unstructured['metadata'] {
  return { ...(name !== undefined && { name }), ...(namespace !== undefined && { namespace }) }
}

/** The entries after the fields of some that update have become those of one that applies. */
function handedOver(owners: readonly Owner[], from: ReadonlySet<string>, to: string) {
  const isOld = ({ manager, operation, subresource }: Owner) =>
    from.has(manager) && operation === 'Update' && subresource === undefined
  const applier = owners.find(
    ({ manager, operation, subresource }) =>
      manager === to && operation === 'Apply' && subresource === undefined,
  )
  const heir = applier ?? { ...owners.find(isOld)!, manager: to, operation: 'Apply' as const }
  const fields = owners
    .filter((owner) => isOld(owner) && owner.apiVersion === heir.apiVersion)
    .reduce((sum, owner) => union(sum, owner.fields), heir.fields)
  const others = owners.filter((owner) => !isOld(owner) && ownerKey(owner) !== ownerKey(heir))
  return formatOwners([...others, { ...heir, fields }])
}
