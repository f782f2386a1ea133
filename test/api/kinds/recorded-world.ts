/** What stands beside the objects that the transcripts describe. */
import type { KubeObject } from '../../../src/apimachinery/object.ts'
import type { World } from './harness.ts'

/** A pod, a service and its endpoint slice. */
export const world: World = {
  Pod: [
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', namespace: 'shop', creationTimestamp: '2026-11-22T02:58:30Z' },
      spec: {
        containers: [
          { name: 'c', resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { cpu: '250m' } } },
        ],
      },
    } as KubeObject,
  ],
  Service: [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web' },
      spec: { ports: [{ name: 'http', port: 80 }] },
    } as KubeObject,
  ],
  EndpointSlice: [
    {
      apiVersion: 'v1',
      kind: 'EndpointSlice',
      metadata: { name: 'web-1' },
      ports: [{ name: 'http', port: 8080 }],
      endpoints: [{ addresses: ['10.1.0.1'] }],
    } as KubeObject,
  ],
}
