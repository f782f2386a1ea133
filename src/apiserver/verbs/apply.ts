/** Server-side apply: PATCH with application/apply-patch+yaml (k8s.io/apiserver, endpoints/handlers/patch.go). */

import type { Kind } from '../../api/registry.ts'
import { required } from '../../apimachinery/field-error.ts'
import { goMapJson } from '../../apimachinery/go-format.ts'
import { LAST_APPLIED } from '../../apimachinery/last-applied.ts'
import { formatApiVersion, type KubeObject } from '../../apimachinery/object.ts'
import { badRequest, invalid, methodNotSupported } from '../../apimachinery/status-error.ts'
import { deepCopy } from '../../base/json.ts'
import type { ApplyOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { decodeObject } from '../decode-object.ts'
import { type Application, appliedChange, appliedCreation } from '../managers/apply-owners.ts'
import type { RecordedManagers } from '../managers/recorded.ts'
import { checkFieldManager } from '../managers/writer.ts'
import { keyFor } from '../stored-object.ts'
import { createObject } from './create.ts'
import { transformObject } from './update.ts'

/**
 * Makes the object be as the configuration says, in all that it says; what the manager applied before and does not any
 * more goes, unless others own it. Throws Conflict where others own what would change, unless options.force is set.
 */
export async function applyObject(
  request: Request,
  config: KubeObject,
  options: ApplyOptions,
): Promise<KubeObject> {
  const application = readApplication(request, config, options)
  const { namespace = '', name = '' } = config.metadata
  const key = keyFor(request.kind, { namespace, name })
  if (options.subresource === undefined && !(await request.server.store.get(key))) {
    const managers = await appliedCreation(request, application)
    return createObject(request, deepCopy(config), trusting(options), managers)
  }
  let managers: RecordedManagers | undefined
  const transform = async (live: KubeObject) => {
    if (options.subresource === 'scale') {
      const { appliedScale } = await import('../managers/apply-scale.ts')
      const scaled = await appliedScale(request, live, application)
      managers = scaled.managers
      return scaled.object
    }
    const applied = await appliedChange(request, live, application)
    managers = applied.managers
    const isSame = applied.object === live
    const object = isSame ? deepCopy(live) : await decodeObject(request, applied.object, trusting(options))
    keepLastApplied(object, application)
    return object
  }
  return transformObject(request, { namespace, name }, transform, options, async () => managers)
}

/** The configuration was checked against the schema already, more strictly than decoding does. */
function trusting(options: ApplyOptions): ApplyOptions {
  return { ...options, fieldValidation: 'Ignore' }
}

function readApplication(request: Request, config: KubeObject, options: ApplyOptions): Application {
  const { kind, server } = request
  const { fieldManager = server.fieldManager ?? '', force = false, subresource } = options
  checkOptions(kind, fieldManager, subresource)
  const own = formatApiVersion(kind.resource.group, kind.resource.version)
  // A Scale is one for all kinds.
  const apiVersion = subresource === 'scale' ? 'autoscaling/v1' : own
  if (config.apiVersion !== apiVersion)
    throw badRequest(
      `Incorrect version specified in apply patch. Specified patch version: ${config.apiVersion}, expected: ${apiVersion}`,
    )
  if ((config.metadata.managedFields ?? undefined) !== undefined)
    throw badRequest('metadata.managedFields must be nil')
  const writer = {
    manager: fieldManager,
    operation: 'Apply' as const,
    apiVersion: own,
    ...(subresource !== undefined && { subresource }),
  }
  return { config, writer, force }
}

function checkOptions({ resource }: Kind, fieldManager: string, subresource: string | undefined): void {
  if (fieldManager === '')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      required('fieldManager', 'is required for apply patch'),
    ])
  checkFieldManager(fieldManager, 'PatchOptions')
  if (subresource !== undefined && subresource !== 'status' && subresource !== 'scale')
    throw methodNotSupported(
      { group: resource.group, resource: `${resource.plural}/${subresource}` },
      'apply',
    )
}

/** kubectl's annotation of client-side apply, where there is one, says what was applied (lastappliedupdater.go). */
function keepLastApplied(object: KubeObject, { config, writer }: Application): void {
  const { annotations } = object.metadata
  if (writer.manager !== 'kubectl' || annotations?.[LAST_APPLIED] === undefined) return
  const copy = deepCopy(config)
  if (copy.metadata.annotations) {
    delete copy.metadata.annotations[LAST_APPLIED]
    if (Object.keys(copy.metadata.annotations).length === 0) delete copy.metadata.annotations
  }
  annotations[LAST_APPLIED] = `${goMapJson(copy)}\n`
}
