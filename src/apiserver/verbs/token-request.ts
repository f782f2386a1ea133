/** POST …/serviceaccounts/builder/token: a token for a service account. Source: registry/core/serviceaccount/storage/token.go. */

import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import {
  formatApiVersion,
  type KubeObject,
  type NamespacedName,
  parseApiVersion,
} from '../../apimachinery/object.ts'
import { badRequest, conflict, invalid } from '../../apimachinery/status-error.ts'
import { formatTime } from '../../apimachinery/time.ts'
import type { BoundObjectReference, Pod, TokenRequest } from '../../generated/types.ts'
import { admit } from '../admission/admit.ts'
import {
  claimsOf,
  clusterUid,
  ISSUER,
  type Reference,
  signToken,
  type TokenContent,
} from '../authentication/service-account-token.ts'
import { nameOf, type WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { findObject, getObject } from './read.ts'
import { decodeBody } from './subresource-body.ts'

const GROUP_KIND = { group: 'authentication.k8s.io', kind: 'TokenRequest' }
const DEFAULT_SECONDS = 3600
const LEAST_SECONDS = 600
const MOST_SECONDS = 2 ** 32

type Bound = TokenContent['bound']

/** Gives the request with the token in its status. Nothing is stored. Throws NotFound, Invalid, BadRequest or Conflict. */
export async function requestToken(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const { server, kind } = request
  const asked = (await decodeBody(body, { ...GROUP_KIND, version: 'v1' }, options)) as TokenRequest
  const change = { operation: 'CREATE', object: asked } as const
  await admit('mutate', request, change, { ...options, subresource: 'token' })
  await admit('validate', request, change, { ...options, subresource: 'token' })
  const account = await getObject(server, kind, nameOf(asked))
  const { audiences: given = [], expirationSeconds = DEFAULT_SECONDS, boundObjectRef } = asked.spec ?? {}
  const audiences = given.length === 0 ? [ISSUER] : given
  checkDuration(expirationSeconds)
  const bound = boundObjectRef === undefined ? {} : await boundTo(request, nameOf(account), boundObjectRef)
  const at = server.clock.now()
  const { namespace = '', name = '' } = account.metadata
  const claims = claimsOf({
    namespace,
    account: referenceTo(account),
    bound,
    audiences,
    seconds: expirationSeconds,
    at,
    id: server.random.uuid(),
  })
  const cluster = await clusterUid(async (of, system) =>
    findObject(server, await server.registry.load(of), system),
  )
  return {
    apiVersion: formatApiVersion(GROUP_KIND.group, 'v1'),
    kind: GROUP_KIND.kind,
    metadata: { ...asked.metadata, name, namespace, creationTimestamp: formatTime(at) },
    spec: { ...asked.spec, audiences, expirationSeconds },
    status: {
      token: signToken(cluster, claims),
      expirationTimestamp: formatTime(at + expirationSeconds * 1000),
    },
  } as KubeObject
}

function checkDuration(seconds: number): void {
  const fault = (text: string): FieldError => invalidValue('spec.expirationSeconds', seconds, text)
  if (seconds < LEAST_SECONDS)
    throw invalid(GROUP_KIND, '', [fault('may not specify a duration less than 10 minutes')])
  if (seconds > MOST_SECONDS)
    throw invalid(GROUP_KIND, '', [fault('may not specify a duration larger than 2^32 seconds')])
}

/** The object that the token shall live and die with; of a pod its node as well. */
async function boundTo(request: Request, account: NamespacedName, ref: BoundObjectReference): Promise<Bound> {
  const { apiVersion = '', kind = '', name = '' } = ref
  const { group, version } = parseApiVersion(apiVersion)
  if (group !== '' || !['Pod', 'Node', 'Secret'].includes(kind))
    throw badRequest(`cannot bind token to object of type ${group}/${version}, Kind=${kind}`)
  const object = await read(request, kind, { namespace: kind === 'Node' ? '' : account.namespace, name })
  const bound = kind === 'Pod' ? await boundToPod(request, account, object as Pod) : undefined
  const { uid = '' } = object.metadata
  if (ref.uid !== undefined && ref.uid !== '' && ref.uid !== uid)
    throw conflict(
      { group, resource: kind },
      name,
      `the UID in the bound object reference (${ref.uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    )
  return bound ?? { [kind.toLowerCase()]: referenceTo(object) }
}

async function boundToPod(request: Request, account: NamespacedName, pod: Pod): Promise<Bound> {
  const { serviceAccountName = '', nodeName = '' } = pod.spec ?? {}
  if (serviceAccountName !== account.name)
    throw badRequest(
      `cannot bind token for serviceaccount "${account.name}" to pod running with serviceaccount "${serviceAccountName}"`,
    )
  if (nodeName === '') return { pod: referenceTo(pod) }
  const { server } = request
  const node = await findObject(server, await server.registry.load('Node'), { namespace: '', name: nodeName })
  return { pod: referenceTo(pod), ...(node && { node: referenceTo(node) }) }
}

async function read({ server }: Request, kind: string, name: NamespacedName): Promise<KubeObject> {
  return getObject(server, await server.registry.load(kind), name)
}

function referenceTo({ metadata }: KubeObject): Reference {
  return { name: metadata.name ?? '', uid: metadata.uid ?? '' }
}
