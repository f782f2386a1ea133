/** Makes the config maps and secrets that pods wait for, as somebody would who reads what the kubelet says of them. */
import type { Client } from '../../src/apiserver/client.ts'
import type { Cluster } from '../../src/cluster/cluster.ts'
import type { Pod, PodSpec } from '../../src/generated/types.ts'

/** Rounds: a pod tells of one thing at a time. */
const ROUNDS = 10

/** Gives what was made, `kind namespace/name key`, in order. Ends when no pod says that something is missing. */
export async function provideMissing(cluster: Cluster): Promise<string[]> {
  const made = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = await cluster.read(findMissing)
    if (wanted.length === 0) return [...made].sort()
    for (const each of wanted) made.add(`${each.kind} ${each.namespace}/${each.name}`)
    await cluster.write(async (client) => {
      for (const each of wanted) await make(each, client)
    })
  }
  throw new Error(`pods go on asking for ${[...made].join(', ')}`)
}

interface Wanted {
  kind: 'ConfigMap' | 'Secret'
  namespace: string
  name: string
  keys: Set<string>
}

/** The objects that those pods refer to that say that something is missing. */
async function findMissing(client: Client): Promise<Wanted[]> {
  const wanted = new Map<string, Wanted>()
  for (const pod of (await client.list('Pod')).items) {
    if (!(await saysMissing(pod, client))) continue
    for (const { kind, name, key } of referencesOf(pod.spec!)) {
      const { namespace = '' } = pod.metadata
      const id = `${kind} ${namespace}/${name}`
      const found = await client.find(kind, { namespace, name })
      const has = found !== undefined && (key === undefined || key in (found.data ?? {}))
      if (has) continue
      const each = wanted.get(id) ?? { kind, namespace, name, keys: new Set() }
      if (key !== undefined) each.keys.add(key)
      wanted.set(id, each)
    }
  }
  return [...wanted.values()]
}

const MISSING = /(configmap|secret) "[^"]+" not found|references non-existent|couldn't find key/

async function saysMissing(pod: Pod, client: Client): Promise<boolean> {
  const { status, metadata } = pod
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  if (!statuses.some(({ state }) => state?.waiting)) return false
  const events = await client.lookup('Event', 'involved', metadata.uid ?? '')
  const messages = statuses.map(({ state }) => state?.waiting?.message ?? '')
  if (messages.some((text) => MISSING.test(text))) return true
  const isHeld = status?.podIP === undefined && status?.startTime !== undefined
  return (
    isHeld && events.some(({ reason, message }) => reason === 'FailedMount' && MISSING.test(message ?? ''))
  )
}

interface Reference {
  kind: 'ConfigMap' | 'Secret'
  name: string
  key?: string
}

function referencesOf(spec: PodSpec): Reference[] {
  const volumes = (spec.volumes ?? []).flatMap(({ configMap, secret, projected }) => [
    ...ofVolume('ConfigMap', configMap?.name, configMap),
    ...ofVolume('Secret', secret?.secretName, secret),
    ...(projected?.sources ?? []).flatMap((source) => [
      ...ofVolume('ConfigMap', source.configMap?.name, source.configMap),
      ...ofVolume('Secret', source.secret?.name, source.secret),
    ]),
  ])
  const containers = [...(spec.initContainers ?? []), ...spec.containers]
  const variables = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...envFrom.flatMap(({ configMapRef, secretRef }) => [
      ...ofVolume('ConfigMap', configMapRef?.name, configMapRef),
      ...ofVolume('Secret', secretRef?.name, secretRef),
    ]),
    ...env.flatMap(({ valueFrom }) => [
      ...ofKey('ConfigMap', valueFrom?.configMapKeyRef),
      ...ofKey('Secret', valueFrom?.secretKeyRef),
    ]),
  ])
  return [...volumes, ...variables]
}

function ofVolume(
  kind: Reference['kind'],
  name: string | undefined,
  source: { optional?: boolean; items?: { key: string }[] } | undefined,
): Reference[] {
  if (!name || source?.optional) return []
  return source?.items?.length ? source.items.map(({ key }) => ({ kind, name, key })) : [{ kind, name }]
}

function ofKey(
  kind: Reference['kind'],
  source: { name?: string; key: string; optional?: boolean } | undefined,
): Reference[] {
  return source?.name && !source.optional ? [{ kind, name: source.name, key: source.key }] : []
}

async function make({ kind, namespace, name, keys }: Wanted, client: Client): Promise<void> {
  const data = Object.fromEntries([...keys].map((key) => [key, 'eA==']))
  if (await client.find(kind, { namespace, name })) {
    await client.patch(kind, { namespace, name }, 'merge', { data })
    return
  }
  await client.create(kind, { apiVersion: 'v1', kind, metadata: { name, namespace }, data })
}
