/** Empties namespaces that are being deleted, then lets them go. Source: namespaced_resources_deleter.go. */
import { kindName } from '../api/registry.ts'
import { groupResource, type ResourceInfo } from '../api/resource.ts'
import type { KubeObject } from '../apimachinery/object.ts'
import { formatTime } from '../apimachinery/time.ts'
import type { Client } from '../apiserver/client.ts'
import { deepEqual } from '../base/json.ts'
import type { Namespace } from '../generated/types.ts'
import { defineController, type ReconcileContext, type Reconciler } from '../runtime/reconciler.ts'
import { namespaceConditions, type Remains } from './namespace-conditions.ts'

const FINALIZER = 'kubernetes'

/** What the controller needs to know of the API. */
export interface NamespaceControllerOptions {
  /** All resources that the API serves, custom ones included. */
  resources(): Promise<ResourceInfo[]>
}

/** Deletes what is in a namespace that is being deleted: pods first, the rest when they are gone. */
export function createNamespaceController({ resources }: NamespaceControllerOptions): Reconciler {
  return defineController({
    name: 'namespace-controller',
    for: 'Namespace',
    watches: [
      {
        kind: '*',
        keys: ({ type, object }) =>
          type === 'deleted' && object.metadata.namespace ? [`/${object.metadata.namespace}`] : [],
      },
    ],
    async reconcile(namespace, _name, context) {
      if (namespace?.metadata.deletionTimestamp === undefined) return undefined
      if (!namespace.spec?.finalizers?.includes(FINALIZER)) return undefined
      const kinds = (await resources()).filter(isContent)
      const remains = await emptyNamespace(namespace.metadata.name ?? '', kinds, context.client)
      if (remains.resources.size === 0 && remains.failures.length === 0) await finalize(namespace, context)
      else await writeConditions(namespace, remains, context)
      if (remains.failures.length > 0) throw new Error(remains.failures.join(', '))
      return undefined
    },
  })
}

function isContent({ namespaced, verbs }: ResourceInfo): boolean {
  return namespaced && verbs.includes('list') && verbs.includes('delete')
}

/** Pods go before everything else, so that what protects them (network policies, say) outlives them. */
async function emptyNamespace(
  namespace: string,
  kinds: readonly ResourceInfo[],
  client: Client,
): Promise<Remains> {
  const remains: Remains = { resources: new Map(), finalizers: new Map(), failures: [] }
  const isPod = ({ kind, group }: ResourceInfo) => kind === 'Pod' && group === ''
  for (const kind of kinds.filter(isPod)) await emptyKind(namespace, kind, client, remains)
  if (remains.resources.size > 0) return remains
  for (const kind of kinds) if (!isPod(kind)) await emptyKind(namespace, kind, client, remains)
  return remains
}

async function emptyKind(
  namespace: string,
  info: ResourceInfo,
  client: Client,
  remains: Remains,
): Promise<void> {
  const kind = kindName(info)
  try {
    await client.deleteCollection(kind, { namespace }, { propagationPolicy: 'Background' })
    const { items } = await client.list(kind, { namespace })
    noteRemains(items, info, remains)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    remains.failures.push(`unexpected items still remain in ${groupResource(info)}: ${error.message}`)
  }
}

function noteRemains(items: readonly KubeObject[], { plural, group }: ResourceInfo, remains: Remains): void {
  if (items.length === 0) return
  remains.resources.set(`${plural}.${group}`, items.length)
  for (const { metadata } of items) {
    for (const finalizer of metadata.finalizers ?? []) {
      remains.finalizers.set(finalizer, (remains.finalizers.get(finalizer) ?? 0) + 1)
    }
  }
}

async function finalize(namespace: Namespace, { client }: ReconcileContext): Promise<void> {
  const finalizers = namespace.spec?.finalizers?.filter((name) => name !== FINALIZER) ?? []
  await client.update('Namespace', { ...namespace, spec: { finalizers } }, { subresource: 'finalize' })
}

async function writeConditions(
  namespace: Namespace,
  remains: Remains,
  context: ReconcileContext,
): Promise<void> {
  const now = formatTime(context.clock.now())
  const conditions = namespaceConditions(namespace.status?.conditions ?? [], remains, now)
  if (deepEqual(conditions, namespace.status?.conditions)) return
  const status = { ...namespace.status, conditions }
  await context.client.update('Namespace', { ...namespace, status }, { subresource: 'status' })
}
