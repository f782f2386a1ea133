/** The endpoint slices and the Endpoints of a service. */
import { describe, expect, it } from 'vitest'
import { wantedEndpoints } from '../../../src/controllers/endpoints/endpoints.ts'
import { planSlices } from '../../../src/controllers/endpoints/service-slices.ts'
import type { SlicePlan } from '../../../src/controllers/endpoints/slice-plan.ts'
import { countAddresses } from '../../../src/controllers/endpoints/subsets.ts'
import type { EndpointSlice, Node, Pod, Service } from '../../../src/generated/types.ts'
import { ago, pod, service } from '../objects.ts'

const labels = { app: 'web' }
const node: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1', labels: { 'topology.kubernetes.io/zone': 'a' } },
}
const nodes = new Map([['n1', node]])

function webPod(name: string, traits: Parameters<typeof pod>[1] = {}): Pod {
  return pod(name, {
    node: 'n1',
    readyFor: 5,
    ip: `10.244.0.${name.length}`,
    metadata: { name, uid: `uid-${name}`, namespace: 'default', labels },
    ...traits,
  })
}

function plan(svc: Service, pods: Pod[], slices: EndpointSlice[] = []): SlicePlan {
  return planSlices({ service: svc, pods, nodes, slices })
}

/** As the slices are after the plan, with names. */
function stored({ create, update }: SlicePlan): EndpointSlice[] {
  const named = create.map((slice, i) => ({
    ...slice,
    metadata: { ...slice.metadata, name: `new-${i}`, uid: `s${i}` },
  }))
  return [...update, ...named]
}

describe('the slices of a service', () => {
  it('hold its pods with all that is known of them', () => {
    const [slice] = plan(service('web'), [webPod('a')]).create
    expect(slice).toEqual({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        generateName: 'web-',
        namespace: 'default',
        labels: {
          tier: 'front',
          'kubernetes.io/service-name': 'web',
          'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        },
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'Service',
            name: 'web',
            uid: 'uid-web',
            controller: true,
            blockOwnerDeletion: true,
          },
        ],
        annotations: { 'endpoints.kubernetes.io/last-change-trigger-time': ago(50) },
      },
      addressType: 'IPv4',
      endpoints: [
        {
          addresses: ['10.244.0.1'],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'n1',
          targetRef: { kind: 'Pod', name: 'a', namespace: 'default', uid: 'uid-a' },
          zone: 'a',
        },
      ],
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
    })
  })

  it.each([
    ['ready', { readyFor: 5 }, {}, { ready: true, serving: true, terminating: false }],
    ['unready', { readyFor: undefined }, {}, { ready: false, serving: false, terminating: false }],
    ['terminating', { terminating: true }, {}, { ready: false, serving: true, terminating: true }],
    [
      'unready but published',
      { readyFor: undefined },
      { publishNotReadyAddresses: true },
      { ready: true, serving: false, terminating: false },
    ],
  ])('show a pod that is %s', (_name, traits, spec, conditions) => {
    const metadata = {
      name: 'a',
      uid: 'uid-a',
      labels,
      ...('terminating' in traits && { deletionTimestamp: ago(1) }),
    }
    const { create } = plan(service('web', spec), [webPod('a', { ...traits, metadata })])
    expect(create[0]?.endpoints?.[0]?.conditions).toEqual(conditions)
  })

  it('keep one empty slice for a service without pods, and keep its name when pods come and go', () => {
    const svc = service('web')
    const empty = stored(plan(svc, []))
    expect(empty.map(({ endpoints, ports }) => [endpoints, ports])).toEqual([[[], []]])
    expect(plan(svc, [], empty)).toEqual({ create: [], update: [], remove: [] })
    const filled = plan(svc, [webPod('a')], empty)
    expect(filled.update.map(({ metadata }) => metadata.name)).toEqual(['new-0'])
    expect([filled.create, filled.remove]).toEqual([[], []])
    const emptied = plan(svc, [], filled.update)
    expect(emptied.update.map(({ metadata, ports }) => [metadata.name, ports])).toEqual([['new-0', []]])
  })

  it('are not written again while nothing changes, and follow the labels of the service', () => {
    const svc = service('web')
    const slices = stored(plan(svc, [webPod('a'), webPod('bb')]))
    expect(plan(svc, [webPod('a'), webPod('bb')], slices)).toEqual({ create: [], update: [], remove: [] })
    const relabelled = { ...svc, metadata: { ...svc.metadata, labels: { tier: 'back' } } }
    expect(plan(relabelled, [webPod('a'), webPod('bb')], slices).update[0]?.metadata.labels?.tier).toBe(
      'back',
    )
  })

  it('part pods whose named ports differ, and leave out those without the port', () => {
    const named = (port: number) => ({
      spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: port }] }] },
    })
    const withPort = (name: string, port: number) => {
      const base = webPod(name)
      return { ...base, spec: { ...base.spec!, ...named(port).spec } }
    }
    const svc = service('web', { ports: [{ port: 80, targetPort: 'http' }] })
    const { create } = plan(svc, [withPort('a', 8080), withPort('bb', 9090), webPod('ccc')])
    expect(create.map(({ ports, endpoints }) => [ports?.map(({ port }) => port), endpoints?.length])).toEqual(
      [
        [[8080], 1],
        [[9090], 1],
        [[], 1],
      ],
    )
  })

  it.each([
    ['PreferSameZone', { forZones: [{ name: 'a' }] }],
    ['PreferClose', { forZones: [{ name: 'a' }] }],
    ['PreferSameNode', { forNodes: [{ name: 'n1' }], forZones: [{ name: 'a' }] }],
    [undefined, undefined],
  ])('tell proxies with %s which ready endpoints are near', (trafficDistribution, hints) => {
    const spec = trafficDistribution === undefined ? {} : { trafficDistribution }
    const [slice] = plan(service('web', spec), [webPod('a'), webPod('bb', { readyFor: undefined })]).create
    expect(slice?.endpoints?.map((endpoint) => [endpoint.conditions?.ready, endpoint.hints])).toEqual([
      [true, hints],
      [false, undefined],
    ])
  })

  it('mark headless services, and leave out pods on nodes that are not there', () => {
    const { create } = plan(service('web', { clusterIP: 'None' }), [webPod('a', { node: 'gone' })])
    expect(create[0]?.metadata.labels).toHaveProperty('service.kubernetes.io/headless', '')
    expect(create[0]?.endpoints).toEqual([])
  })
})

describe('the Endpoints of a service', () => {
  it('list ready and unready addresses, and stay the same object while nothing changes', () => {
    const svc = service('web')
    const pods = [webPod('bb'), webPod('a'), webPod('ccc', { readyFor: undefined })]
    const made = wantedEndpoints(svc, undefined, pods)
    expect(made.subsets?.[0]?.addresses?.map(({ ip }) => ip)).toEqual(['10.244.0.1', '10.244.0.2'])
    expect(made.subsets?.[0]?.notReadyAddresses?.map(({ ip }) => ip)).toEqual(['10.244.0.3'])
    expect(made.subsets?.[0]?.ports).toEqual([{ port: 80, protocol: 'TCP' }])
    expect(made.metadata.labels).toEqual({
      tier: 'front',
      'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
    })
    expect(wantedEndpoints(svc, made, pods)).toBe(made)
  })

  it('leave terminating pods out and have no subsets without pods', () => {
    const metadata = { name: 'a', labels, deletionTimestamp: ago(1) }
    expect(wantedEndpoints(service('web'), undefined, [webPod('a', { metadata })]).subsets).toBeUndefined()
  })

  it('are cut at 1000 addresses and say so', () => {
    const pods = Array.from({ length: 1200 }, (_, i) =>
      pod(`p${i}`, { node: 'n1', readyFor: i < 900 ? 5 : undefined, ip: `10.244.${i >> 8}.${i & 255}` }),
    )
    const made = wantedEndpoints(service('web'), undefined, pods)
    expect(countAddresses(made.subsets ?? [])).toBe(1000)
    expect(made.subsets?.[0]?.addresses).toHaveLength(900)
    expect(made.metadata.annotations).toHaveProperty(['endpoints.kubernetes.io/over-capacity'], 'truncated')
    expect(wantedEndpoints(service('web'), made, pods)).toBe(made)
  })
})
