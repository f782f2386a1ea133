/** What is told of a request to those who decide about it: webhooks, and expressions (webhook/request/admissionreview.go). */
import type { Kind } from '../../api/registry.ts'
import { type KubeObject, parseApiVersion } from '../../apimachinery/object.ts'
import type { Identity } from '../context.ts'
import type { AdmissionRequest, Operation } from './plugin.ts'
import { shownName, shownNamespace, shownObject, shownOld } from './shown.ts'

/** Whether nothing is kept of a request, as far as those are concerned who are outside: what is imagined is not, either. */
export function isDry({ dryRun, server }: AdmissionRequest): boolean {
  return dryRun || server.isImagined === true
}

/**
 * The fields of an AdmissionRequest, its uid and its objects apart. `requested` is the kind in the version in which the
 * request was made, where those who are asked know another one.
 */
export function requestFields(request: AdmissionRequest, requested: Kind = request.kind) {
  const { kind, operation, subresource = '' } = request
  const original = requested === kind ? request : { ...request, kind: requested }
  return {
    kind: shownKind(request),
    resource: resourceIn(kind),
    subResource: subresource,
    requestKind: shownKind(original),
    requestResource: resourceIn(requested),
    requestSubResource: subresource,
    name: shownName(request),
    namespace: shownNamespace(request),
    operation,
    userInfo: userInfo(request),
    dryRun: isDry(request),
    options: optionsOf(request),
  }
}

function resourceIn({ resource: { group, version, plural } }: Kind) {
  return { group, version, resource: plural }
}

/** The kind of what was sent: mostly that of the resource; a Scale, a Binding or an Eviction tells its own. */
function shownKind(request: AdmissionRequest) {
  const { group, version, kind } = request.kind.resource
  const shown = shownObject(request) ?? shownOld(request)
  if (shown?.kind === undefined || shown.kind === kind) return { group, version, kind }
  return { ...parseApiVersion(shown.apiVersion), kind: shown.kind }
}

/** A kubelet is known by its node, and one program here plays the kubelets of all. */
function userInfo(request: AdmissionRequest) {
  const { identity } = request
  const { uid = '', groups, extra = {} } = identity
  return { username: userName(identity, request), uid, groups, extra }
}

function userName({ name, component }: Identity, { object, old }: AdmissionRequest): string {
  if (component !== 'kubelet') return name
  const { spec, source, metadata } = { ...(old ?? object), ...object } as KubeObject & {
    spec?: { nodeName?: string; holderIdentity?: string }
    source?: { host?: string }
  }
  return `system:node:${spec?.nodeName ?? spec?.holderIdentity ?? source?.host ?? metadata.name ?? ''}`
}

const OPTIONS: Readonly<Record<Operation, string>> = {
  CREATE: 'CreateOptions',
  UPDATE: 'UpdateOptions',
  DELETE: 'DeleteOptions',
}

/** In the order in which Go writes them. */
function optionsOf(request: AdmissionRequest): Readonly<Record<string, unknown>> {
  const { operation, options } = request
  const start = { kind: OPTIONS[operation], apiVersion: 'meta.k8s.io/v1' }
  const dry = isDry(request) ? { dryRun: ['All'] } : {}
  if (operation !== 'DELETE') {
    const { fieldManager, fieldValidation } = options
    return { ...start, ...dry, ...given({ fieldManager, fieldValidation }) }
  }
  const { gracePeriodSeconds, preconditions, propagationPolicy } = options
  return { ...start, ...given({ gracePeriodSeconds, preconditions, propagationPolicy }), ...dry }
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
