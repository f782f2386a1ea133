/** Makes the claims of pods out of their templates. Source: pkg/controller/resourceclaim, syncPod. */
import {
  canBeReserved,
  claimOf,
  foreignClaim,
  isReservedFor,
  reserved,
} from '../../api/kinds/resource/pod-claims.ts'
import { controllerOf } from '../../apimachinery/object.ts'
import { notFound, StatusError } from '../../apimachinery/status-error.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import { deepCopy } from '../../base/json.ts'
import type { Pod, PodResourceClaim, ResourceClaim } from '../../generated/types.ts'
import { keyOf, parseKey, type ReconcileContext, type Reconciler } from '../../runtime/reconciler.ts'
import { controllerReference } from '../ownership.ts'
import { isActive } from '../pod-state.ts'

/** Tells which entry of its pod's claims a claim was made for. */
const POD_CLAIM_NAME = 'resource.kubernetes.io/pod-claim-name'
/** A name has 63 characters: five of them are drawn by lot, behind a hyphen. */
const MAX_BASE = 57

/** A claim for each template that a pod names, owned by the pod; what pods use that have a node already is held for them. */
export const podClaimController: Reconciler = {
  name: 'resource_claim',
  watches: [
    {
      kind: 'Pod',
      keys: ({ type, object }) =>
        type !== 'deleted' && (object as Pod).spec?.resourceClaims !== undefined ? [keyOf(object)] : [],
    },
    { kind: 'ResourceClaim', keys: ({ object }, { client }) => podsOf(object as ResourceClaim, client) },
    {
      kind: 'ResourceClaimTemplate',
      keys: async ({ object }, { client }) =>
        (await client.lookup('Pod', 'resourceclaimtemplate', keyOf(object))).map(keyOf),
    },
  ],
  async reconcile(key, context) {
    const pod = await context.client.find('Pod', parseKey(key))
    if (pod === undefined || !isActive(pod)) return undefined
    const made = await makeClaims(pod, context)
    if (made === undefined) return undefined
    const current = made.length === 0 ? pod : await tellOf(made, pod, context.client)
    if (current?.spec?.nodeName) await holdClaims(current, context.client)
    return undefined
  },
}

/** The pods that a claim was made for, or that name it. */
async function podsOf(claim: ResourceClaim, client: Client): Promise<string[]> {
  const { namespace, name } = claim.metadata
  const owner = controllerOf(claim)
  const users = await client.lookup('Pod', 'resourceclaim', `${namespace}/${name}`)
  return [...(owner?.kind === 'Pod' ? [`${namespace}/${owner.name}`] : []), ...users.map(keyOf)]
}

type ClaimStatuses = NonNullable<NonNullable<Pod['status']>['resourceClaimStatuses']>

/** The claims that are new to the pod; undefined where one cannot be made, which an event tells. */
async function makeClaims(pod: Pod, context: ReconcileContext): Promise<ClaimStatuses | undefined> {
  const made: ClaimStatuses = []
  for (const entry of pod.spec?.resourceClaims ?? []) {
    try {
      const name = await makeClaim(pod, entry, context.client)
      if (name !== undefined) made.push({ name: entry.name, resourceClaimName: name })
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      const message = `PodResourceClaim ${entry.name}: ${error.message}`
      await context.recorder.event(pod, 'Warning', 'FailedResourceClaimCreation', message)
      return undefined
    }
  }
  return made
}

/** The name of a claim of which the pod does not know yet; undefined where nothing is to be done. */
async function makeClaim(pod: Pod, entry: PodResourceClaim, client: Client): Promise<string | undefined> {
  const { resourceClaimTemplateName: template } = entry
  const named = claimOf(pod, entry)
  if (template === undefined || (named !== undefined && named.name === undefined)) return undefined
  const { namespace = '' } = pod.metadata
  const known = named && (await client.find('ResourceClaim', { namespace, name: named.name! }))
  if (known && foreignClaim(known, pod) === undefined) return undefined
  const claim = (await findOrphan(pod, entry, client)) ?? (await createClaim(pod, entry, template, client))
  return claim.metadata.name
}

/** One that was made before, of which the pod has not been told. */
async function findOrphan(
  pod: Pod,
  { name }: PodResourceClaim,
  client: Client,
): Promise<ResourceClaim | undefined> {
  const owned = await client.dependents(pod.metadata.uid ?? '')
  return owned.find(
    ({ kind, metadata }) => kind === 'ResourceClaim' && metadata.annotations?.[POD_CLAIM_NAME] === name,
  ) as ResourceClaim | undefined
}

async function createClaim(
  pod: Pod,
  entry: PodResourceClaim,
  templateName: string,
  client: Client,
): Promise<ResourceClaim> {
  const { namespace = '', name: podName = '' } = pod.metadata
  const template = await client.find('ResourceClaimTemplate', { namespace, name: templateName })
  if (template === undefined) {
    const { message, status } = notFound(TEMPLATES, templateName)
    throw new StatusError({ ...status, message: `resource claim template "${templateName}": ${message}` })
  }
  const { metadata = {}, spec } = deepCopy(template.spec)
  return client.create('ResourceClaim', {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: {
      namespace,
      generateName: baseName(podName, entry.name),
      annotations: { ...metadata.annotations, [POD_CLAIM_NAME]: entry.name },
      ...(metadata.labels && { labels: metadata.labels }),
      ownerReferences: [controllerReference(pod)],
    },
    spec,
  })
}

const TEMPLATES = { group: 'resource.k8s.io', resource: 'resourceclaimtemplate' }

/** Both names are shortened alike, so that something is left of each. */
function baseName(pod: string, claim: string): string {
  const name = `${pod}-${claim}-`
  if (name.length <= MAX_BASE) return name
  const shorten = (part: string) => part.slice(0, Math.floor((part.length * MAX_BASE) / name.length))
  return `${shorten(pod)}-${shorten(claim)}`
}

/** Gives the pod with what it has been told; undefined if it is gone. */
async function tellOf(made: ClaimStatuses, pod: Pod, client: Client): Promise<Pod | undefined> {
  const names = new Set(made.map(({ name }) => name))
  const others = (pod.status?.resourceClaimStatuses ?? []).filter(({ name }) => !names.has(name))
  const status = { resourceClaimStatuses: [...others, ...made] }
  await unlessGone(() => client.patch('Pod', nameOf(pod), 'merge', { status }, { subresource: 'status' }))
  return client.find('Pod', nameOf(pod))
}

/** The scheduler holds the claims of the pods that it places; these came to their nodes by other ways. */
async function holdClaims(pod: Pod, client: Client): Promise<void> {
  const { namespace = '' } = pod.metadata
  for (const entry of pod.spec?.resourceClaims ?? []) {
    const named = claimOf(pod, entry)
    if (named?.name === undefined) continue
    const claim = await client.find('ResourceClaim', { namespace, name: named.name })
    if (claim?.status?.allocation === undefined || (named.isOwn && foreignClaim(claim, pod))) continue
    if (isReservedFor(claim, pod) || !canBeReserved(claim)) continue
    await client.update(
      'ResourceClaim',
      { ...claim, status: reserved(claim, pod) },
      { subresource: 'status' },
    )
  }
}
