/** Autoscalers over a whole cluster on the virtual clock: load rises and falls, metrics fail, targets are missing. */
import { describe, expect, it } from 'vitest'
import {
  at,
  autoscaler,
  cpu,
  deployment,
  type HpaWorld,
  openHpaWorld,
  resource,
  timeAt,
} from './hpa-world.ts'

const UP = 'cpu resource utilization (percentage of request) above target'
const load = (text: string) => ({ metadata: { annotations: { 'kubelite.dev/cpu-total': text } } })
const pods = (value: number, periodSeconds: number) => ({ type: 'Pods', value, periodSeconds })

async function isIdle(world: HpaWorld): Promise<boolean> {
  const due = await world.cluster.due(100)
  return due.every(({ reconciler }) => reconciler !== 'horizontal-pod-autoscaler')
}

describe('an autoscaler', () => {
  it('scales up with the load, settles, and waits for nothing then', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 2, { load: '400m' }), autoscaler('web'))
    expect((await world.hpa()).status).toEqual({ currentMetrics: null, desiredReplicas: 0 })
    expect(await world.course(60)).toBe('0s=2 15s=4 30s=8')
    expect(await world.events()).toEqual([
      `Normal SuccessfulRescale New size: 4; reason: ${UP}`,
      `Normal SuccessfulRescale New size: 8; reason: ${UP}`,
    ])
    expect((await world.hpa()).status).toEqual({
      conditions: [
        {
          type: 'AbleToScale',
          status: 'True',
          reason: 'ReadyForNewScale',
          message: 'recommended size matches current size',
          lastTransitionTime: timeAt(15),
        },
        {
          type: 'ScalingActive',
          status: 'True',
          reason: 'ValidMetricFound',
          message:
            'the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
          lastTransitionTime: timeAt(15),
        },
        {
          type: 'ScalingLimited',
          status: 'False',
          reason: 'DesiredWithinRange',
          message: 'the desired count is within the acceptable range',
          lastTransitionTime: timeAt(30),
        },
      ],
      currentMetrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '50m' } },
        },
      ],
      currentReplicas: 8,
      desiredReplicas: 8,
      lastScaleTime: timeAt(30),
    })
    expect(await isIdle(world)).toBe(true)
  })

  it('scales down when the stabilization window is over', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 2, { load: '400m' }), autoscaler('web'))
    await world.advance(600)
    await world.patch('Deployment', 'web', load('200m'))
    await world.advance(285)
    expect(await world.replicas()).toBe(8)
    expect((await world.conditions())[0]).toBe(
      'AbleToScale True ScaleDownStabilized recent recommendations were higher than current one, applying the highest recent recommendation',
    )
    await world.advance(15)
    expect(await world.replicas()).toBe(4)
    expect((await world.events()).at(-1)).toBe(
      'Normal SuccessfulRescale New size: 4; reason: All metrics below target',
    )
    await world.advance(15)
    expect(await isIdle(world)).toBe(true)
  })

  it.each<[string, object, string]>([
    ['its tolerance', { behavior: { scaleUp: { tolerance: '5' } } }, '0s=2'],
    ['its maximum', { maxReplicas: 3 }, '0s=2 15s=3'],
    ['its policies', { behavior: { scaleUp: { policies: [pods(1, 30)] } } }, '0s=2 15s=3 45s=4 75s=5 105s=6'],
    ['a disabled direction', { behavior: { scaleUp: { selectPolicy: 'Disabled' } } }, '0s=2'],
    [
      'a window on the way up',
      { behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } },
      '0s=2 75s=6 90s=8',
    ],
    ['the metric that asks for most', { metrics: [cpu(200), cpu(100)] }, '0s=2 15s=4'],
    ['a value', { metrics: [resource('cpu', { type: 'AverageValue', averageValue: '100m' })] }, '0s=2 15s=4'],
    [
      'one container',
      {
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: {
              name: 'cpu',
              container: 'c',
              target: { type: 'Utilization', averageUtilization: 100 },
            },
          },
        ],
      },
      '0s=2 15s=4',
    ],
    [
      'what it can measure, where other metrics are unknown',
      {
        metrics: [
          {
            type: 'Pods',
            pods: { metric: { name: 'rps' }, target: { type: 'AverageValue', averageValue: '10' } },
          },
          cpu(100),
        ],
      },
      '0s=2 15s=4',
    ],
  ])('goes by %s', async (_title, spec, course) => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 2, { load: '400m' }), autoscaler('web', spec))
    expect(await world.course(120)).toBe(course)
  })

  it('follows a curve, and looks only while it moves', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 1, { load: '0s=50m 10m=50m 11m=500m' }), autoscaler('web'))
    await world.advance(30)
    const [next] = (await world.cluster.due(100)).filter(
      ({ reconciler }) => reconciler === 'horizontal-pod-autoscaler',
    )
    expect(next).toMatchObject({ time: Date.parse(timeAt(600)), why: 'the cpu usage moves' })
    await world.advance(570)
    expect(await world.replicas()).toBe(1)
    expect(await world.course(120)).toBe('0s=1 15s=4 30s=6 45s=8 60s=10')
    // The eleven that it asked for on the way up count until they have left the window.
    await world.advance(300)
    expect(await isIdle(world)).toBe(true)
  })

  it('goes by the usage of the containers themselves, from their start on', async () => {
    await using world = await openHpaWorld()
    await world.apply(
      deployment('web', 2, { pod: { 'kubelite.dev/memory': '0s=50Mi 5m=150Mi' } }),
      autoscaler('web', {
        metrics: [resource('memory', { type: 'Utilization', averageUtilization: 100 })],
        maxReplicas: 3,
      }),
    )
    await world.advance(180)
    expect(await world.replicas()).toBe(2)
    await world.advance(45)
    expect(await world.replicas()).toBe(3)
    // The new pod begins anew: its curve still moves.
    expect(await isIdle(world)).toBe(false)
  })

  it('notices that somebody gives a pod more to do', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 1), autoscaler('web'))
    await world.advance(50)
    expect(await isIdle(world)).toBe(true)
    const [pod] = (await world.read((client) => client.list('Pod', { namespace: 'default' }))).items
    await world.patch('Pod', pod?.metadata.name ?? '', {
      metadata: { annotations: { 'kubelite.dev/cpu': '200m' } },
    })
    expect(await world.course(15)).toBe('0s=1 15s=4')
  })

  it.each<[string, Partial<{ replicas: number }>, object, number, string]>([
    [
      'above its maximum',
      { replicas: 5 },
      { maxReplicas: 3 },
      3,
      'Current number of replicas above Spec.MaxReplicas',
    ],
    [
      'below its minimum',
      { replicas: 1 },
      { minReplicas: 2 },
      2,
      'Current number of replicas below Spec.MinReplicas',
    ],
  ])('takes back what is %s', async (_title, { replicas = 1 }, spec, expected, reason) => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', replicas), autoscaler('web', spec))
    await world.advance(15)
    expect(await world.replicas()).toBe(expected)
    expect(await world.events()).toEqual([
      `Normal SuccessfulRescale New size: ${expected}; reason: ${reason}`,
    ])
  })

  it('leaves alone what somebody scaled to zero', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 0), autoscaler('web'))
    await world.advance(60)
    expect(await world.replicas()).toBe(0)
    expect((await world.conditions())[1]).toBe(
      'ScalingActive False ScalingDisabled scaling is disabled since the replica count of the target is zero',
    )
  })

  const custom =
    'unable to fetch metrics from custom metrics API: no custom metrics API (custom.metrics.k8s.io) registered'
  const metric = { name: 'm', selector: { matchLabels: { a: 'b' } } }
  const external =
    'unable to get external metric default/m/&LabelSelector{MatchLabels:map[string]string{a: b,},MatchExpressions:[]LabelSelectorRequirement{},}: unable to fetch metrics from external metrics API: the server could not find the requested resource (get m.external.metrics.k8s.io)'
  it.each<[string, object, string, string, string]>([
    [
      'of pods',
      { type: 'Pods', pods: { metric, target: { type: 'AverageValue', averageValue: '1' } } },
      'FailedGetPodsMetric',
      `unable to get metric m: ${custom}`,
      `failed to get pods metric value: unable to get metric m: ${custom}`,
    ],
    [
      'of an object',
      {
        type: 'Object',
        object: {
          describedObject: { kind: 'Service', name: 's' },
          metric,
          target: { type: 'Value', value: '1' },
        },
      },
      'FailedGetObjectMetric',
      `unable to get metric m: Service on default s/${custom}`,
      `failed to get object metric value: unable to get metric m: Service on default s/${custom}`,
    ],
    [
      'from outside',
      { type: 'External', external: { metric, target: { type: 'AverageValue', averageValue: '1' } } },
      'FailedGetExternalMetric',
      external,
      `failed to get m external metric value: failed to get m external metric: ${external}`,
    ],
  ])('tells that nobody serves metrics %s', async (_title, spec, reason, cause, error) => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 2), autoscaler('web', { metrics: [spec] }))
    await world.advance(60)
    expect(await world.conditions()).toEqual([
      "AbleToScale True SucceededGetScale the HPA controller was able to get the target's current scale",
      `ScalingActive False ${reason} the HPA was unable to compute the replica count: ${cause}`,
    ])
    expect(await world.events()).toEqual([
      `Warning ${reason} ${cause}`,
      `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: ${error}`,
    ])
    expect((await world.hpa()).status).toMatchObject({ currentReplicas: 2, currentMetrics: [{ type: '' }] })
  })

  it('tells that pods do not ask for what it measures', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 1, { spec: { resources: {} } }), autoscaler('web'))
    await world.advance(15)
    const [pod] = (await world.read((client) => client.list('Pod', { namespace: 'default' }))).items
    const text = `failed to get cpu utilization: missing request for cpu in container c of Pod ${pod?.metadata.name}`
    expect(await world.events()).toEqual([
      `Warning FailedGetResourceMetric ${text}`,
      `Warning FailedComputeMetricsReplicas invalid metrics (1 invalid out of 1), first error is: failed to get cpu resource metric value: ${text}`,
    ])
  })

  it.each<[string, object, string]>([
    [
      'is missing',
      { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
      'deployments/scale.apps "web" not found',
    ],
    [
      'is of no kind',
      { apiVersion: 'x.io/v1', kind: 'Web', name: 'web' },
      'no matches for kind "Web" in group "x.io"',
    ],
    [
      'does not scale',
      { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'web' },
      'daemonsets/scale.apps "web" not found',
    ],
    [
      'cannot scale',
      { apiVersion: 'v1', kind: 'ServiceAccount', name: 'default' },
      'the server could not find the requested resource',
    ],
  ])('tells that its target %s', async (_title, scaleTargetRef, text) => {
    await using world = await openHpaWorld()
    await world.apply(autoscaler('web', { scaleTargetRef }))
    await world.advance(60)
    expect(await world.events()).toEqual([`Warning FailedGetScale ${text}`])
    expect(await world.conditions()).toEqual([
      `AbleToScale False FailedGetScale the HPA controller was unable to get the target's current scale: ${text}`,
    ])
  })

  it('begins when its target comes', async () => {
    await using world = await openHpaWorld()
    await world.apply(autoscaler('web'))
    await world.advance(60)
    await world.apply(deployment('web', 2, { load: '400m' }))
    expect(await world.course(30)).toBe('0s=2 15s=4 30s=8')
  })

  it('does not contend with another one for the same pods', async () => {
    await using world = await openHpaWorld()
    const second = autoscaler('second', {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    })
    await world.apply(deployment('web', 2, { load: '400m' }), autoscaler('web'), second)
    await world.advance(25)
    expect(await world.replicas()).toBe(2)
    for (const name of ['web', 'second'])
      expect((await world.conditions(name))[1]).toBe(
        'ScalingActive False AmbiguousSelector pods by selector app=web are controlled by multiple HPAs: [default/second default/web]',
      )
    await world.cluster.write((client) => client.delete('HorizontalPodAutoscaler', at('second')))
    await world.advance(15)
    expect(await world.replicas()).toBe(4)
  })

  it('scales a custom kind by its scale subresource', async () => {
    await using world = await openHpaWorld()
    await world.apply(WEBS)
    await world.apply(
      {
        apiVersion: 'x.io/v1',
        kind: 'Web',
        metadata: { name: 'web', namespace: 'default' },
        spec: { replicas: 1 },
        status: { replicas: 1, selector: 'app=bare' },
      },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: {
          name: 'bare',
          namespace: 'default',
          labels: { app: 'bare' },
          annotations: { 'kubelite.dev/cpu': '200m' },
        },
        spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu: '100m' } } }] },
      },
      autoscaler('web', { scaleTargetRef: { apiVersion: 'x.io/v1', kind: 'Web', name: 'web' } }),
    )
    await world.advance(15)
    expect(await world.replicas('web', 'Web.x.io')).toBe(4)
  })

  it('writes nothing when it is looked at again', async () => {
    await using world = await openHpaWorld()
    await world.apply(deployment('web', 2, { load: '400m' }), autoscaler('web'))
    await world.advance(600)
    const before = (await world.hpa()).metadata.resourceVersion
    await world.patch('Deployment', 'web', { metadata: { labels: { looked: 'at' } } })
    await world.advance(60)
    expect((await world.hpa()).metadata.resourceVersion).toBe(before)
  })
})

const WEBS = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'webs.x.io' },
  spec: {
    group: 'x.io',
    scope: 'Namespaced',
    names: { plural: 'webs', singular: 'web', kind: 'Web', listKind: 'WebList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        subresources: {
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.replicas',
            labelSelectorPath: '.status.selector',
          },
        },
      },
    ],
  },
}
