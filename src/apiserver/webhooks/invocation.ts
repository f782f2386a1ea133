/** Whether a webhook is to be asked about a request, and in which version (webhook/generic, ShouldCallHook). */
import { kindName } from '../../api/kind-name.ts'
import type { Kind } from '../../api/registry.ts'
import { inVersion } from '../../api/resource.ts'
import { notFound } from '../../apimachinery/status-error.ts'
import type { LabelSelector } from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'
import { matchesNamespace, matchesObject, matchesRule, namespaceOf } from '../policies/match.ts'
import type { Hook } from './hooks.ts'

/** A webhook that is to be asked. */
export interface Invocation<H extends Hook = Hook> {
  readonly hook: H
  /** The request in the version that the webhook knows. */
  readonly request: AdmissionRequest
  /** The kind in the version in which the request was made. */
  readonly requested: Kind
}

/** The invocation; undefined where the webhook has nothing to do with the request. Throws NotFound and Forbidden. */
export async function invocationOf<H extends Hook>(
  asked: AdmissionRequest,
  hook: H,
): Promise<Invocation<H> | undefined> {
  const { webhook } = hook
  const request = { ...asked, object: labelled(asked) }
  if (webhook.objectSelector && !isEverything(webhook.objectSelector)) {
    if (!matchesObject(webhook.objectSelector, request)) return undefined
  }
  const version = matchedVersion(asked, hook)
  if (version === undefined || !(await isInNamespace(asked, webhook.namespaceSelector))) return undefined
  const kind = await kindIn(asked, version)
  const invocation = { hook, request: { ...asked, kind }, requested: asked.kind }
  if (!webhook.matchConditions?.length) return invocation
  const { conditionsHold } = await import('./match-conditions.ts')
  return (await conditionsHold(invocation)) ? invocation : undefined
}

/** Selectors look at what was sent. */
function labelled({ object, body }: AdmissionRequest) {
  return body ?? object
}

/** The version of the request where a rule names it; otherwise the first one that a rule names, if any will do. */
function matchedVersion(request: AdmissionRequest, { webhook }: Hook): string | undefined {
  const { rules = [], matchPolicy } = webhook
  const { version, versions } = request.kind.resource
  if (rules.some((rule) => matchesRule(rule, request, [version]))) return version
  if (matchPolicy === 'Exact') return undefined
  for (const rule of rules)
    for (const other of versions) if (matchesRule(rule, request, [other])) return other
  return undefined
}

function isEverything({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean {
  return Object.keys(matchLabels).length === 0 && matchExpressions.length === 0
}

async function isInNamespace(
  request: AdmissionRequest,
  selector: LabelSelector | undefined,
): Promise<boolean> {
  if (!selector || isEverything(selector)) return true
  const namespace = await namespaceOf(request)
  if (request.kind.resource.namespaced && namespace === undefined)
    throw notFound({ group: '', resource: 'namespaces' }, request.namespace)
  return matchesNamespace(selector, request, namespace)
}

async function kindIn({ kind, server }: AdmissionRequest, version: string): Promise<Kind> {
  if (version === kind.resource.version) return kind
  return server.registry.load(kindName(inVersion(kind.resource, version)))
}
