/** What a request is about, as webhooks and expressions are shown it: in the version of the request. */
import { formatApiVersion, type KubeObject } from '../../apimachinery/object.ts'
import { presented } from '../presented.ts'
import { scaleOf } from '../verbs/subresource.ts'
import type { AdmissionRequest } from './plugin.ts'

/** The new object, or what was sent to a subresource; undefined for a deletion. */
export function shownObject(request: AdmissionRequest): KubeObject | undefined {
  const { operation, object, body } = request
  if (operation === 'DELETE') return undefined
  if (isScale(request)) return { ...scaleOf(request.kind, object), ...(body && { spec: specOf(body) }) }
  return inVersion(request, body ?? object)
}

/** The object as it is; undefined for a creation. */
export function shownOld(request: AdmissionRequest): KubeObject | undefined {
  const { operation, old } = request
  if (old === undefined || operation === 'CREATE') return undefined
  return isScale(request) ? scaleOf(request.kind, old) : inVersion(request, old)
}

/** The name of the object; '' before one is made for it. */
export function shownName({ object, old }: AdmissionRequest): string {
  return old?.metadata.name ?? object.metadata.name ?? ''
}

/** The namespace of the object; a namespace is in itself. */
export function shownNamespace(request: AdmissionRequest): string {
  const { kind, namespace } = request
  if (kind.resource.namespaced) return namespace
  return kind.name === 'Namespace' ? shownName(request) : ''
}

function isScale({ subresource, kind }: AdmissionRequest): boolean {
  return subresource === 'scale' && kind.definition.scale !== undefined
}

function specOf(body: KubeObject): object {
  return { replicas: (body as { spec?: { replicas?: number } }).spec?.replicas ?? 0 }
}

/** Objects of other kinds, such as evictions, are as they were sent. */
function inVersion({ kind }: AdmissionRequest, object: KubeObject): KubeObject {
  if (object.kind !== undefined && object.kind !== kind.resource.kind)
    return { ...object, apiVersion: object.apiVersion ?? formatApiVersion('', 'v1') }
  return presented(kind, object)
}
