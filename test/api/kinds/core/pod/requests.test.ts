/** What pods ask for, their class of service, and the indexes that follow from it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { podIndexes } from '../../../../../src/api/kinds/core/pod/indexes.ts'
import { pod } from '../../../../../src/api/kinds/core/pod/pod.ts'
import { computeQosClass } from '../../../../../src/api/kinds/core/pod/qos.ts'
import { podNonzeroRequests, podRequests } from '../../../../../src/api/kinds/core/pod/requests.ts'
import { manifest } from '../../harness.ts'

const MI = 1024 * 1024

describe('podRequests', () => {
  const rows: Record<string, [spec: string, requests: Record<string, number>]> = {
    'adds containers up': [
      '{containers: [{resources: {requests: {cpu: 100m, memory: 64Mi}}}, {resources: {requests: {cpu: "1"}}}]}',
      { cpu: 1100, memory: 64 * MI },
    ],
    'takes the largest init container where that is more': [
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{resources: {requests: {cpu: 500m, memory: 1Mi}}}, {resources: {requests: {cpu: 200m}}}]}',
      { cpu: 500, memory: MI },
    ],
    'adds sidecars to the containers': [
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 50m}}}]}',
      { cpu: 150 },
    ],
    'adds earlier sidecars to an init container': [
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 50m}}}, {resources: {requests: {cpu: 400m}}}]}',
      { cpu: 450 },
    ],
    'adds the overhead': [
      '{overhead: {cpu: 10m}, containers: [{resources: {requests: {cpu: 100m}}}]}',
      { cpu: 110 },
    ],
    'takes pod-level requests instead': [
      '{resources: {requests: {cpu: "2"}}, containers: [{resources: {requests: {cpu: 100m, memory: 1Mi}}}]}',
      { cpu: 2000, memory: MI },
    ],
    'counts extended resources': [
      '{containers: [{resources: {requests: {example.com/gpu: "2"}}}]}',
      { 'example.com/gpu': 2 },
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [spec, requests]) => {
    expect(podRequests(manifest(pod, `spec: ${spec}`))).toEqual(requests)
  })

  it('counts what a resize has not yet given back', () => {
    const object = manifest(
      pod,
      'spec: {containers: [{name: c, resources: {requests: {cpu: 100m}}}]}\nstatus: {containerStatuses: [{name: c, resources: {requests: {cpu: 300m}}}]}',
    )
    expect(podRequests(object)).toEqual({ cpu: 300 })
  })

  it.each([
    ['has not yet given back', '100m', '', 300],
    ['has not got yet', '500m', '', 500],
    [
      'will never get',
      '500m',
      'conditions: [{type: PodResizePending, status: "True", reason: Infeasible}], ',
      300,
    ],
  ])('counts what a pod as a whole %s', (_title, wished, conditions, cpu) => {
    const object = manifest(
      pod,
      `spec: {containers: [{name: c}], resources: {requests: {cpu: ${wished}}}}\nstatus: {${conditions}resources: {requests: {cpu: 300m}}, allocatedResources: {cpu: 300m}}`,
    )
    expect(podRequests(object)).toEqual({ cpu })
  })

  it('takes defaults per container for scoring', () => {
    const object = manifest(
      pod,
      'spec: {containers: [{name: a}, {name: b, resources: {requests: {cpu: 50m}}}]}',
    )
    expect(podNonzeroRequests(object)).toEqual({ cpu: 150, memory: 400 * MI })
  })

  it('never falls when a container is added', () => {
    const cpus = fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 5 })
    fc.assert(
      fc.property(cpus, cpus, fc.integer({ min: 0, max: 5000 }), (containers, inits, extra) => {
        const list = (items: number[]) =>
          items.map((cpu) => ({ name: 'c', resources: { requests: { cpu: `${cpu}m` } } }))
        const total = (items: number[]) =>
          podRequests({ spec: { containers: list(items), initContainers: list(inits) } } as never).cpu ?? 0
        expect(total([...containers, extra])).toBeGreaterThanOrEqual(total(containers))
      }),
    )
  })
})

describe('the class of service', () => {
  const rows: Record<string, [containers: string, qos: string]> = {
    'is BestEffort without resources': ['[{name: a}]', 'BestEffort'],
    'is Burstable with requests only': ['[{name: a, resources: {requests: {cpu: 1}}}]', 'Burstable'],
    'is Guaranteed where limits are requests': [
      '[{name: a, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1000m, memory: 1024Mi}}}]',
      'Guaranteed',
    ],
    'is Burstable where one container has no limits': [
      '[{name: a, resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 1, memory: 1Gi}}}, {name: b}]',
      'Burstable',
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [containers, qos]) => {
    const { spec } = manifest(pod, `spec: {containers: ${containers}}`)
    expect(computeQosClass(spec ?? { containers: [] })).toBe(qos)
  })
})

describe('the indexes of a pod', () => {
  const SPEC = `{nodeName: n, containers: [{name: c, ports: [{containerPort: 80, hostPort: 8080, protocol: TCP}], env: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}], envFrom: [{configMapRef: {name: m}}], resources: {requests: {cpu: 100m}}}], volumes: [{name: v, persistentVolumeClaim: {claimName: data}}, {name: e, ephemeral: {}}]}`

  it('lead to a running pod from its node, ports, addresses and what it uses', () => {
    const object = manifest(pod, `spec: ${SPEC}\nstatus: {phase: Running, podIPs: [{ip: 10.0.0.1}]}`)
    expect(podIndexes(object)).toEqual([
      ['assigned', 'n'],
      ['node', 'n', { cpu: 100, pods: 1, 'nonzero-cpu': 100, 'nonzero-memory': 200 * MI }],
      ['hostport', 'n/TCP/8080'],
      ['orphan', 'shop'],
      ['ip', '10.0.0.1'],
      ['claim', 'shop/data'],
      ['claim', 'shop/a-e'],
      ['configmap', 'shop/m'],
      ['secret', 'shop/s'],
    ])
  })

  it('take nothing of the node for a pod that has ended', () => {
    const object = manifest(pod, `spec: ${SPEC}\nstatus: {phase: Succeeded}`)
    expect(podIndexes(object).map(([index]) => index)).toEqual(
      expect.not.arrayContaining(['node', 'hostport']),
    )
    expect(podIndexes(object)).toContainEqual(['assigned', 'n'])
  })

  it('lead to a pod without a node from its scheduler', () => {
    const object = manifest(pod, 'spec: {schedulerName: mine, containers: []}')
    expect(podIndexes(object)).toEqual([
      ['unscheduled', 'mine'],
      ['orphan', 'shop'],
    ])
  })
})
