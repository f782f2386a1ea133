/** ResourceQuota: refuses what would take a namespace over one of its quotas, and counts what it lets pass. */
import { usageInNamespace } from '../../api/quota/namespace-usage.ts'
import { quotaCovers } from '../../api/quota/scopes.ts'
import { addUsage, formatUsage, type Usage, usageOf } from '../../api/quota/usage.ts'
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  subtractQuantities,
  ZERO,
} from '../../apimachinery/quantity.ts'
import { forbidden } from '../../apimachinery/status-error.ts'
import { deepEqual } from '../../base/json.ts'
import type { Pod, ResourceQuota } from '../../generated/types.ts'
import type { AdmissionPlugin, AdmissionRequest } from './plugin.ts'

/** Source: k8s.io/apiserver, admission/plugin/resourcequota. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  operations: ['CREATE', 'UPDATE'],
  subresources: ['resize'],
  isIdle: ({ nothingUnder }) => nothingUnder?.('resourcequotas.namespace') ?? false,
  async validate(request) {
    if (!request.kind.resource.namespaced || request.kind.name === 'Event') return
    const quotas = await request.client.lookup('ResourceQuota', 'namespace', request.namespace)
    const charged = quotas
      .filter((quota) => quotaCovers(quota, request.kind.name, request.object))
      .map((quota) => charge(request, quota, delta(request, quota)))
      .filter((each) => each !== undefined)
    const checked = []
    for (const each of charged) checked.push(await check(request, each))
    if (!request.dryRun) for (const { quota, used } of checked) await record(request, quota, used)
  },
}

interface Charge {
  quota: ResourceQuota
  /** What comes on top, of the resources that the quota limits. */
  requested: Usage
}

/** What the request adds to the use: all of a new object, the growth of a changed one. */
function delta({ kind, object, old }: AdmissionRequest, quota: ResourceQuota): Usage {
  const usage = usageOf(kind.resource, object)
  if (!old || !quotaCovers(quota, kind.name, old)) return usage
  const before = usageOf(kind.resource, old)
  return Object.fromEntries(
    Object.entries(usage)
      .map(([name, amount]) => [name, subtractQuantities(amount, before[name] ?? ZERO)] as const)
      .filter(([, amount]) => compareQuantities(amount, ZERO) > 0),
  )
}

function charge(request: AdmissionRequest, quota: ResourceQuota, added: Usage): Charge | undefined {
  const hard = quota.spec?.hard ?? {}
  const limited = Object.keys(added).filter((name) => hard[name] !== undefined)
  const requested = Object.fromEntries(limited.sort().map((name) => [name, added[name]!]))
  if (request.operation === 'CREATE' && request.kind.name === 'Pod')
    requireStated(request, quota, request.object as Pod)
  return limited.length > 0 ? { quota, requested } : undefined
}

const COMPUTED = /^(requests\.|limits\.)?(cpu|memory)$/

/** A pod must say what it takes of each compute resource that is limited. */
function requireStated(request: AdmissionRequest, quota: ResourceQuota, { spec }: Pod): void {
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]
  const missing = new Map<string, string[]>()
  for (const name of Object.keys(quota.spec?.hard ?? {})
    .filter((each) => COMPUTED.test(each))
    .sort())
    for (const container of containers) {
      const [field, resource] = name.startsWith('limits.')
        ? ['limits', name.slice(7)]
        : ['requests', name.replace('requests.', '')]
      if (container.resources?.[field as 'limits' | 'requests']?.[resource!] !== undefined) continue
      if (spec?.resources?.[field as 'limits' | 'requests']?.[resource!] !== undefined) continue
      missing.set(name, [...(missing.get(name) ?? []), container.name])
    }
  if (missing.size === 0) return
  const list = [...missing].map(([name, names]) => `${name} for: ${names.sort().join(',')}`)
  throw refusal(request, `failed quota: ${quota.metadata.name}: must specify ${list.join('; ')}`)
}

async function check(
  request: AdmissionRequest,
  { quota, requested }: Charge,
): Promise<{ quota: ResourceQuota; used: Usage }> {
  const hard = quota.spec?.hard ?? {}
  const before = await usedOf(request, quota)
  const used = addUsage(before, requested)
  const over = Object.keys(requested).filter(
    (name) => compareQuantities(used[name]!, parseQuantity(hard[name]!)) > 0,
  )
  if (over.length === 0) return { quota, used }
  const show = (amount: (name: string) => string) => over.map((name) => `${name}=${amount(name)}`).join(',')
  throw refusal(
    request,
    `exceeded quota: ${quota.metadata.name}, requested: ${show((name) => formatQuantity(requested[name]!))}, ` +
      `used: ${show((name) => formatQuantity(before[name] ?? ZERO))}, ` +
      `limited: ${show((name) => formatQuantity(parseQuantity(hard[name]!)))}`,
  )
}

/** What the quota's status says; counted afresh while it does not speak of all that is limited now. */
async function usedOf({ client, namespace, server }: AdmissionRequest, quota: ResourceQuota): Promise<Usage> {
  const { hard, used = {} } = quota.status ?? {}
  if (deepEqual(hard, quota.spec?.hard))
    return Object.fromEntries(Object.entries(used).map(([name, text]) => [name, parseQuantity(text)]))
  return usageInNamespace(client, await server.registry.resources(), quota, namespace)
}

async function record({ client }: AdmissionRequest, quota: ResourceQuota, used: Usage): Promise<void> {
  const status = { hard: { ...quota.spec?.hard }, used: formatUsage(used) }
  if (deepEqual(status, quota.status)) return
  await client.update('ResourceQuota', { ...quota, status }, { subresource: 'status' })
}

function refusal({ kind, name }: AdmissionRequest, reason: string): Error {
  return forbidden({ group: kind.resource.group, resource: kind.resource.plural }, name, reason)
}
