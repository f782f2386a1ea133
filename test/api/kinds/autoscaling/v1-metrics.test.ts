/** Metrics of an autoscaler in the form of autoscaling/v1's annotations, and back. */
import { describe, expect, it } from 'vitest'
import {
  specFromV1,
  specToV1,
  statusFromV1,
  statusToV1,
} from '../../../../src/api/kinds/autoscaling/horizontal-pod-autoscaler/v1-metrics.ts'
import type { JsonObject } from '../../../../src/base/json.ts'
import type { MetricSpec, MetricStatus } from '../../../../src/generated/types.ts'

const selector = { matchLabels: { app: 'web' } }
const web = { kind: 'Service', name: 'web' }

const specs: [string, MetricSpec, JsonObject][] = [
  [
    'a share of what is requested',
    {
      type: 'Resource',
      resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } },
    },
    { type: 'Resource', resource: { name: 'memory', targetAverageUtilization: 60 } },
  ],
  [
    'a mean amount',
    { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
    { type: 'Resource', resource: { name: 'memory', targetAverageValue: '1Gi' } },
  ],
  [
    'an amount of one container',
    {
      type: 'ContainerResource',
      containerResource: {
        name: 'cpu',
        target: { type: 'AverageValue', averageValue: '1' },
        container: 'main',
      },
    },
    {
      type: 'ContainerResource',
      containerResource: { name: 'cpu', targetAverageValue: '1', container: 'main' },
    },
  ],
  [
    'a metric of pods',
    {
      type: 'Pods',
      pods: { metric: { name: 'hits', selector }, target: { type: 'AverageValue', averageValue: '10' } },
    },
    { type: 'Pods', pods: { metricName: 'hits', targetAverageValue: '10', selector } },
  ],
  [
    'a value of an object',
    {
      type: 'Object',
      object: { describedObject: web, metric: { name: 'hits' }, target: { type: 'Value', value: '10' } },
    },
    { type: 'Object', object: { target: web, metricName: 'hits', targetValue: '10' } },
  ],
  [
    'an external value',
    {
      type: 'External',
      external: { metric: { name: 'queue', selector }, target: { type: 'Value', value: '5' } },
    },
    { type: 'External', external: { metricName: 'queue', metricSelector: selector, targetValue: '5' } },
  ],
  [
    'an external amount a pod',
    {
      type: 'External',
      external: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '5' } },
    },
    { type: 'External', external: { metricName: 'queue', targetAverageValue: '5' } },
  ],
]

const statuses: [string, MetricStatus, JsonObject][] = [
  [
    'a share and an amount',
    { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 60, averageValue: '60m' } } },
    {
      type: 'Resource',
      resource: { name: 'cpu', currentAverageUtilization: 60, currentAverageValue: '60m' },
    },
  ],
  [
    'a metric of pods',
    { type: 'Pods', pods: { metric: { name: 'hits' }, current: { averageValue: '10' } } },
    { type: 'Pods', pods: { metricName: 'hits', currentAverageValue: '10' } },
  ],
  [
    'a value of an object',
    { type: 'Object', object: { describedObject: web, metric: { name: 'hits' }, current: { value: '7' } } },
    { type: 'Object', object: { target: web, metricName: 'hits', currentValue: '7' } },
  ],
  [
    'an external value',
    { type: 'External', external: { metric: { name: 'queue' }, current: { value: '5' } } },
    { type: 'External', external: { metricName: 'queue', currentValue: '5' } },
  ],
]

describe('metrics in v1', () => {
  it.each(specs)('wish for %s', (_, v2, v1) => {
    expect(JSON.stringify(specToV1(v2))).toBe(JSON.stringify(v1))
    expect(specFromV1(v1)).toEqual(v2)
  })

  it.each(statuses)('tell of %s', (_, v2, v1) => {
    expect(JSON.stringify(statusToV1(v2))).toBe(JSON.stringify(v1))
    expect(statusFromV1(v1)).toEqual(v2)
  })

  it('have a zero where v1 must have a value', () => {
    const object = { describedObject: web, metric: { name: 'hits' }, current: { averageValue: '7' } }
    expect(statusToV1({ type: 'Object', object })).toEqual({
      type: 'Object',
      object: { target: web, metricName: 'hits', currentValue: '0', averageValue: '7' },
    })
  })
})
