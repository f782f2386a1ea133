/** What the API server fills into minimal objects (transcript 32), and what strategies make of a creation. */
import { describe, expect, it } from 'vitest'
import type { KindDefinition } from '../../../src/api/define-kind.ts'
import { customResourceDefinition } from '../../../src/api/kinds/apiextensions/custom-resource-definition.ts'
import { horizontalPodAutoscaler } from '../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/horizontal-pod-autoscaler.ts'
import { v1Conversion } from '../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/v1-conversion.ts'
import { limitRange } from '../../../src/api/kinds/core/limit-range.ts'
import { namespace } from '../../../src/api/kinds/core/namespace.ts'
import { node } from '../../../src/api/kinds/core/node/node.ts'
import { persistentVolume } from '../../../src/api/kinds/core/persistent-volume/persistent-volume.ts'
import { persistentVolumeClaim } from '../../../src/api/kinds/core/persistent-volume-claim/persistent-volume-claim.ts'
import { secret } from '../../../src/api/kinds/core/secret.ts'
import { endpointSlice } from '../../../src/api/kinds/discovery/endpoint-slice.ts'
import { eventsConversion } from '../../../src/api/kinds/events/event.ts'
import { networkPolicy } from '../../../src/api/kinds/networking/network-policy/network-policy.ts'
import { roleBinding } from '../../../src/api/kinds/rbac/role-binding.ts'
import { priorityClass } from '../../../src/api/kinds/scheduling/priority-class.ts'
import { storageClass } from '../../../src/api/kinds/storage/storage-class.ts'
import type { Unstructured } from '../../../src/apimachinery/object.ts'
import { deepCopy } from '../../../src/base/json.ts'
import { created, updated } from './harness.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

const rows: Record<string, [kind: Kind, yaml: string, expected: object]> = {
  'a namespace knows its name and is active': [
    namespace,
    '{}',
    {
      metadata: { labels: { 'kubernetes.io/metadata.name': 'a' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    },
  ],
  'a node can give all it has': [
    node,
    'spec: {podCIDR: 10.244.0.0/24}\nstatus: {capacity: {cpu: "4"}}',
    { spec: { podCIDRs: ['10.244.0.0/24'] }, status: { allocatable: { cpu: '4' } } },
  ],
  'the text of a secret is data over data': [
    secret,
    'data: {a: YQ==, b: Yg==}\nstringData: {a: b}',
    { type: 'Opaque', data: { a: 'Yg==', b: 'Yg==' } },
  ],
  'a volume is kept and holds files': [
    persistentVolume,
    'spec: {hostPath: {path: /data}}',
    {
      spec: {
        persistentVolumeReclaimPolicy: 'Retain',
        volumeMode: 'Filesystem',
        hostPath: { path: '/data', type: '' },
      },
      status: { phase: 'Pending', lastPhaseTransitionTime: '2026-11-22T03:00:00Z' },
    },
  ],
  'a claim waits for files': [
    persistentVolumeClaim,
    'spec: {dataSource: {kind: PersistentVolumeClaim, name: b}}',
    {
      spec: { volumeMode: 'Filesystem', dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'b' } },
      status: { phase: 'Pending' },
    },
  ],
  'a class deletes and binds at once': [
    storageClass,
    'provisioner: a/b',
    { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  ],
  'a container limit has the maximum, its request the same': [
    limitRange,
    'spec: {limits: [{type: Container, max: {cpu: "2"}, min: {cpu: 100m}}]}',
    {
      spec: {
        limits: [
          {
            type: 'Container',
            default: { cpu: '2' },
            defaultRequest: { cpu: '2' },
            max: { cpu: '2' },
            min: { cpu: '100m' },
          },
        ],
      },
    },
  ],
  'a policy is about what comes in': [
    networkPolicy,
    'spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}',
    { spec: { policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 80, protocol: 'TCP' }] }] } },
  ],
  'a policy with rules for what goes out is about that too': [
    networkPolicy,
    'spec: {podSelector: {}, egress: [{}]}',
    { spec: { policyTypes: ['Ingress', 'Egress'] } },
  ],
  'an autoscaler watches the cpu': [
    horizontalPodAutoscaler,
    'spec: {maxReplicas: 3, scaleTargetRef: {kind: Deployment, name: m}}',
    {
      spec: {
        minReplicas: 1,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
          },
        ],
      },
    },
  ],
  'a priority class preempts': [
    priorityClass,
    'value: 5',
    { preemptionPolicy: 'PreemptLowerPriority', metadata: { generation: 1 } },
  ],
  'subjects are of the group that knows them': [
    roleBinding,
    'roleRef: {kind: Role, name: x}\nsubjects: [{kind: User, name: u}, {kind: ServiceAccount, name: s}]',
    {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io' },
      subjects: [
        { kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'u' },
        { kind: 'ServiceAccount', name: 's' },
      ],
    },
  ],
  'ports of slices are named, if by nothing': [
    endpointSlice,
    'addressType: IPv4\nports: [{port: 80}]',
    { ports: [{ name: '', port: 80, protocol: 'TCP' }] },
  ],
  'a definition gets its names and is served': [
    customResourceDefinition,
    'spec: {group: example.com, scope: Cluster, names: {plural: foos, kind: Foo}, versions: [{name: v1, served: true, storage: true}]}',
    {
      spec: { names: { singular: 'foo', listKind: 'FooList' }, conversion: { strategy: 'None' } },
      status: {
        acceptedNames: { plural: 'foos', singular: 'foo', kind: 'Foo', listKind: 'FooList' },
        storedVersions: ['v1'],
        conditions: [
          { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts' },
          { type: 'Established', status: 'True', reason: 'InitialNamesAccepted' },
        ],
      },
    },
  ],
}

it.each(Object.entries(rows))('%s', (_, [kind, yaml, expected]) => {
  expect(created(kind as KindDefinition, yaml)).toMatchObject(expected)
})

it('keeps no stringData', () => {
  expect(created(secret, 'stringData: {a: b}')).not.toHaveProperty('stringData')
})

describe('a namespace', () => {
  it('is held by its finalizers, which only its finalize subresource changes', () => {
    const old = created(namespace, '{}')
    const { object } = updated(namespace, old, (next) => {
      next.spec = {}
    })
    expect(namespace.deletion?.held?.(object)).toBe(true)
    const released = deepCopy(object)
    namespace.subresources?.finalize?.apply(released, { ...old, spec: { finalizers: [] } }, { now: 0 })
    expect(namespace.deletion?.held?.(released)).toBe(false)
  })

  it('is terminating from the moment of its deletion', () => {
    const object = deepCopy(created(namespace, '{}'))
    namespace.deletion?.markDeleted?.(object)
    expect(object.status?.phase).toBe('Terminating')
    expect(namespace.validateStatusUpdate?.(object, object)).toHaveLength(1)
  })
})

describe('conversions', () => {
  it('carry through autoscaling/v1 what it has no fields for, in that version’s own form', () => {
    const pods = {
      type: 'Pods',
      pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } },
    }
    const cpu = {
      type: 'Resource',
      resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } },
    }
    const stored = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web', annotations: { keep: 'me' } },
      spec: {
        minReplicas: 2,
        maxReplicas: 5,
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        metrics: [cpu, pods],
        behavior: { scaleDown: { selectPolicy: 'Min' } },
      },
      status: {
        currentReplicas: 2,
        desiredReplicas: 2,
        currentMetrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', current: { averageUtilization: 35, averageValue: '35m' } },
          },
        ],
        conditions: [{ type: 'AbleToScale', status: 'True' }],
      },
    } as Unstructured
    const served = v1Conversion.fromStored(deepCopy(stored))
    const carrier = 'autoscaling.alpha.kubernetes.io/'
    expect(served).toEqual({
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: {
        name: 'web',
        annotations: {
          keep: 'me',
          [`${carrier}metrics`]: '[{"type":"Pods","pods":{"metricName":"rps","targetAverageValue":"10"}}]',
          [`${carrier}behavior`]:
            '{"ScaleUp":null,"ScaleDown":{"StabilizationWindowSeconds":null,"SelectPolicy":"Min","Policies":null,"Tolerance":null}}',
          [`${carrier}current-metrics`]:
            '[{"type":"Resource","resource":{"name":"cpu","currentAverageUtilization":35,"currentAverageValue":"35m"}}]',
          [`${carrier}conditions`]: '[{"type":"AbleToScale","status":"True"}]',
        },
      },
      spec: {
        minReplicas: 2,
        maxReplicas: 5,
        scaleTargetRef: { kind: 'Deployment', name: 'web' },
        targetCPUUtilizationPercentage: 70,
      },
      status: { currentReplicas: 2, desiredReplicas: 2, currentCPUUtilizationPercentage: 35 },
    })
    // What was carried comes first on the way back, as upstream.
    const spec = { ...(stored.spec as object), metrics: [pods, cpu] }
    expect(v1Conversion.toStored(served)).toEqual({ ...stored, spec })
  })

  const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } }
  const describedObject = { apiVersion: 'v1', kind: 'Service', name: 's' }
  it.each([
    [
      'memory by value',
      {
        type: 'Resource',
        resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } },
      },
    ],
    [
      'cpu by value',
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'AverageValue', averageValue: '500m' } } },
    ],
    [
      'a container',
      {
        type: 'ContainerResource',
        containerResource: {
          name: 'cpu',
          container: 'web',
          target: { type: 'Utilization', averageUtilization: 60 },
        },
      },
    ],
    [
      'an object',
      { type: 'Object', object: { describedObject, metric, target: { type: 'Value', value: '3' } } },
    ],
    [
      'an object, by pod',
      {
        type: 'Object',
        object: { describedObject, metric, target: { type: 'AverageValue', averageValue: '3' } },
      },
    ],
    ['something outside', { type: 'External', external: { metric, target: { type: 'Value', value: '30' } } }],
    [
      'something outside, by pod',
      { type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '30' } } },
    ],
  ])('carry the metric of %s through autoscaling/v1', (_title, wanted) => {
    const stored = {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'web' },
      spec: { maxReplicas: 5, scaleTargetRef: { kind: 'Deployment', name: 'web' }, metrics: [wanted] },
    } as Unstructured
    expect(v1Conversion.toStored(v1Conversion.fromStored(deepCopy(stored)))).toEqual(stored)
  })

  it.each(['5', '"x"', '[null, 3]', '{"resource":7}', 'null'])('survive a carrier that holds %s', (text) => {
    const annotations = Object.fromEntries(
      ['metrics', 'behavior', 'current-metrics', 'conditions'].map((name) => [
        `autoscaling.alpha.kubernetes.io/${name}`,
        text,
      ]),
    )
    const object = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', annotations },
      status: {},
    } as Unstructured
    const stored = v1Conversion.toStored(object)
    expect(() => horizontalPodAutoscaler.defaults?.(stored as never)).not.toThrow()
  })

  it('leave alone an annotation that only looks like a carrier', () => {
    const key = 'autoscaling.alpha.kubernetes.io/metrics'
    const object = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'a', annotations: { [key]: 'no json' } },
    } as Unstructured
    expect(v1Conversion.toStored(object).metadata.annotations).toEqual({ [key]: 'no json' })
  })

  it('of events rename fields, and nothing is lost on the way back', () => {
    const served = {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: 'e' },
      regarding: { kind: 'Pod' },
      note: 'hello',
      reportingController: 'c',
      deprecatedCount: 3,
      reason: 'R',
    } as Unstructured
    const stored = eventsConversion.toStored(served)
    expect(stored).toEqual({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'e' },
      involvedObject: { kind: 'Pod' },
      message: 'hello',
      reportingComponent: 'c',
      count: 3,
      reason: 'R',
    })
    expect(eventsConversion.fromStored(stored)).toEqual(served)
  })
})
