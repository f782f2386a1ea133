/** AdmissionReviews: what is asked, and what an answer says (webhook/request/admissionreview.go). */
import { quote } from '../../apimachinery/go-format.ts'
import { isJsonObject, type Json } from '../../base/json.ts'
import { requestFields } from '../admission/request-fields.ts'
import { shownObject, shownOld } from '../admission/shown.ts'
import type { Invocation } from './invocation.ts'

const GROUP = 'admission.k8s.io'
const KNOWN_VERSIONS = ['v1', 'v1beta1']

/** An AdmissionReview that is sent; its apiVersion is the first that the webhook names of those that are known here. */
export interface Review {
  readonly apiVersion: string
  readonly kind: 'AdmissionReview'
  readonly request: { readonly uid: string } & Readonly<Record<string, unknown>>
}

/** What a webhook says. */
export interface Answer {
  readonly allowed: boolean
  readonly status?: { code?: number; status?: string; message?: string; reason?: string; details?: object }
  /** Operations of a JSON patch, as bytes of JSON; empty for none. */
  readonly patch: Buffer
  readonly patchType: string
  readonly warnings: readonly string[]
}

/** The review of an invocation. Throws where the webhook takes none of the known versions. */
export function reviewOf({ hook, request, requested }: Invocation): Review {
  const version = hook.webhook.admissionReviewVersions.find((each) => KNOWN_VERSIONS.includes(each))
  if (version === undefined)
    throw new Error('webhook does not accept known AdmissionReview versions (v1, v1beta1)')
  const { subResource, requestSubResource, name, namespace, userInfo, ...fields } = requestFields(
    request,
    requested,
  )
  const { uid, username, groups, extra } = userInfo
  const told = {
    uid: request.server.random.uuid(),
    kind: fields.kind,
    resource: fields.resource,
    ...(subResource !== '' && { subResource }),
    requestKind: fields.requestKind,
    requestResource: fields.requestResource,
    ...(requestSubResource !== '' && { requestSubResource }),
    ...(name !== '' && { name }),
    ...(namespace !== '' && { namespace }),
    operation: fields.operation,
    userInfo: {
      username,
      ...(uid !== '' && { uid }),
      groups,
      ...(Object.keys(extra).length > 0 && { extra }),
    },
    object: shownObject(request) ?? null,
    oldObject: shownOld(request) ?? null,
    dryRun: fields.dryRun,
    options: fields.options,
  }
  return { apiVersion: `${GROUP}/${version}`, kind: 'AdmissionReview', request: told }
}

/** Why an answer cannot be taken for one to the review at all: it is in the other version. */
export function versionProblem(review: Review, body: Json): string | undefined {
  const { apiVersion, kind } = isJsonObject(body) ? body : {}
  if (kind !== 'AdmissionReview' || apiVersion === review.apiVersion) return undefined
  const [given, wanted] = [apiVersion, review.apiVersion].map((text) => String(text).slice(GROUP.length + 1))
  if (!KNOWN_VERSIONS.includes(given!) || apiVersion !== `${GROUP}/${given}`) return undefined
  return `converting (${given}.AdmissionReview) to (${wanted}.AdmissionReview): unknown conversion`
}

/** Reads the answer to a review. Throws an Error that says what is wrong with it (VerifyAdmissionResponse). */
export function answerTo(review: Review, body: Json, mayPatch: boolean): Answer {
  const { apiVersion = '', kind = '', response } = isJsonObject(body) ? body : {}
  if (!isJsonObject(response)) throw new Error('webhook response was absent')
  const { patch, patchType } = response
  const bytes = Buffer.from(typeof patch === 'string' ? patch : '', 'base64')
  const isFirst = review.apiVersion === `${GROUP}/v1`
  if (isFirst) {
    const { uid = '' } = response
    if (uid !== review.request.uid)
      throw new Error(`expected response.uid=${quote(review.request.uid)}, got ${quote(String(uid))}`)
    if (apiVersion !== review.apiVersion || kind !== 'AdmissionReview')
      throw new Error(
        `expected webhook response of ${gvk(review.apiVersion, 'AdmissionReview')}, got ${gvk(String(apiVersion), String(kind))}`,
      )
    checkPatch(bytes, patchType ?? undefined, mayPatch)
  }
  return {
    allowed: response.allowed === true,
    ...(isJsonObject(response.status) && { status: response.status as NonNullable<Answer['status']> }),
    patch: mayPatch ? bytes : Buffer.alloc(0),
    // The older version left the type to be guessed, and there was only one.
    patchType: isFirst ? String(patchType ?? '') : 'JSONPatch',
    warnings: textsIn(response.warnings),
  }
}

function checkPatch(patch: Buffer, patchType: Json | undefined, mayPatch: boolean): void {
  if (!mayPatch) {
    if (patch.length > 0) throw new Error('validating webhook may not return response.patch')
    if (patchType !== undefined) throw new Error('validating webhook may not return response.patchType')
    return
  }
  if (patch.length > 0 && patchType === undefined)
    throw new Error('webhook returned response.patch but not response.patchType')
  if (patch.length === 0 && patchType !== undefined)
    throw new Error('webhook returned response.patchType but not response.patch')
  if (patchType === '') throw new Error('webhook returned invalid response.patchType of ""')
}

/** As Go writes a GroupVersionKind: `admission.k8s.io/v1, Kind=AdmissionReview`; `/, Kind=` for none. */
function gvk(apiVersion: string, kind: string): string {
  return `${apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`
}

function textsIn(list: Json | undefined): string[] {
  return Array.isArray(list) ? list.filter((text): text is string => typeof text === 'string') : []
}
