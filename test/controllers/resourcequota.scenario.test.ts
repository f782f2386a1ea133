/** Resource quotas: whose status is right after anything that changes what a namespace uses. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { ResourceQuota } from '../../src/generated/types.ts'
import { openWorld, type World } from './world.ts'

let world: World

beforeEach(async () => {
  world = await openWorld()
})

function quota(hard: Record<string, string>, spec: object = {}): ResourceQuota {
  const metadata = { name: 'q', namespace: 'default' }
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard, ...spec } }
}

function object(kind: string, name: string, spec: object, apiVersion = 'v1') {
  return { apiVersion, kind, metadata: { name, namespace: 'default' }, spec }
}

function pod(name: string, resources: object = {}, spec: object = {}) {
  return object('Pod', name, { containers: [{ name: 'c', image: 'c:1', resources }], ...spec })
}

const port = { port: 80, protocol: 'TCP' }

async function used(): Promise<Record<string, string> | undefined> {
  return (await world.client.get('ResourceQuota', { namespace: 'default', name: 'q' })).status?.used
}

const named = (name: string) => ({ namespace: 'default', name })

describe('what a quota says is used', () => {
  it.each<[string, Record<string, string>, object, Record<string, string>]>([
    [
      'cpu and memory, by any name',
      { cpu: '9', 'requests.cpu': '9', 'limits.cpu': '9', memory: '9Gi', pods: '9' },
      pod('p', { requests: { cpu: '500m', memory: '1Gi' }, limits: { cpu: '2' } }),
      { cpu: '500m', 'requests.cpu': '500m', 'limits.cpu': '2', memory: '1Gi', pods: '1' },
    ],
    [
      'huge pages, by both names',
      { 'hugepages-2Mi': '1Gi', 'requests.hugepages-2Mi': '1Gi' },
      pod('p', {
        requests: { cpu: '1', 'hugepages-2Mi': '4Mi' },
        limits: { cpu: '1', 'hugepages-2Mi': '4Mi' },
      }),
      { 'hugepages-2Mi': '4Mi', 'requests.hugepages-2Mi': '4Mi' },
    ],
    [
      'extended resources as requests',
      { 'requests.example.com/gpu': '4' },
      pod('p', { requests: { 'example.com/gpu': '2' }, limits: { 'example.com/gpu': '2' } }),
      { 'requests.example.com/gpu': '2' },
    ],
    [
      'the ports of a load balancer',
      { services: '9', 'services.loadbalancers': '9', 'services.nodeports': '9' },
      object('Service', 's', { type: 'LoadBalancer', ports: [port] }),
      { services: '1', 'services.loadbalancers': '1', 'services.nodeports': '1' },
    ],
    [
      'no ports of a load balancer that wants none, but for those that it names',
      { 'services.nodeports': '9' },
      object('Service', 's', {
        type: 'LoadBalancer',
        allocateLoadBalancerNodePorts: false,
        ports: [
          { ...port, name: 'a', nodePort: 30080 },
          { ...port, name: 'b', port: 81 },
        ],
      }),
      { 'services.nodeports': '1' },
    ],
    [
      'claims, also by their class',
      {
        persistentvolumeclaims: '9',
        'requests.storage': '9Gi',
        'gold.storageclass.storage.k8s.io/requests.storage': '9Gi',
        'tin.storageclass.storage.k8s.io/persistentvolumeclaims': '9',
      },
      object('PersistentVolumeClaim', 'c', {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'gold',
        resources: { requests: { storage: '2Gi' } },
      }),
      {
        persistentvolumeclaims: '1',
        'requests.storage': '2Gi',
        'gold.storageclass.storage.k8s.io/requests.storage': '2Gi',
        'tin.storageclass.storage.k8s.io/persistentvolumeclaims': '0',
      },
    ],
    [
      'claims whose class is named by the old annotation',
      { 'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '9' },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: {
          name: 'c',
          namespace: 'default',
          annotations: { 'volume.beta.kubernetes.io/storage-class': 'gold' },
        },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } },
      },
      { 'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '1' },
    ],
    [
      'objects of any kind',
      { 'count/deployments.apps': '9', configmaps: '9' },
      object('ConfigMap', 'm', {}),
      // The root certificate that each namespace has is the other one.
      { 'count/deployments.apps': '0', configmaps: '2' },
    ],
  ])('counts %s', async (_title, hard, counted, expected) => {
    await world.apply(quota(hard))
    await world.apply(counted)
    expect(await used()).toEqual(expected)
    await world.client.delete('ResourceQuota', named('q'))
    await world.apply(quota(hard))
    expect(await used()).toEqual(expected)
  })

  it('falls when a pod ends, though the object still counts', async () => {
    await world.apply(quota({ pods: '9', 'count/pods': '9', 'requests.cpu': '9' }))
    await world.apply(pod('p', { requests: { cpu: '1' } }))
    const made = await world.client.get('Pod', named('p'))
    const status = { ...made.status, phase: 'Succeeded' }
    await world.client.update('Pod', { ...made, status }, { subresource: 'status' })
    await world.converge()
    expect(await used()).toEqual({ pods: '0', 'count/pods': '1', 'requests.cpu': '0' })
    await world.client.delete('Pod', named('p'))
    await world.converge()
    expect(await used()).toEqual({ pods: '0', 'count/pods': '0', 'requests.cpu': '0' })
  })

  it('falls when a service changes its type', async () => {
    await world.apply(quota({ 'services.nodeports': '9', 'services.loadbalancers': '9' }))
    await world.apply(object('Service', 's', { type: 'LoadBalancer', ports: [port] }))
    await world.change('Service', 's', { spec: { type: 'NodePort' } })
    expect(await used()).toEqual({ 'services.nodeports': '1', 'services.loadbalancers': '0' })
    await world.change('Service', 's', { spec: { type: 'ClusterIP' } })
    expect(await used()).toEqual({ 'services.nodeports': '0', 'services.loadbalancers': '0' })
  })

  it('falls when a pod is resized', async () => {
    await world.apply(quota({ 'requests.cpu': '9' }))
    await world.apply(pod('p', { requests: { cpu: '2' } }))
    const smaller = { spec: { containers: [{ name: 'c', resources: { requests: { cpu: '1' } } }] } }
    await world.client.patch('Pod', named('p'), 'strategic', smaller, { subresource: 'resize' })
    await world.converge()
    expect(await used()).toEqual({ 'requests.cpu': '1' })
  })

  it('follows a pod out of its scope', async () => {
    await world.apply(quota({ pods: '9' }, { scopes: ['NotTerminating'] }))
    await world.apply(pod('p'))
    expect(await used()).toEqual({ pods: '1' })
    await world.change('Pod', 'p', { spec: { activeDeadlineSeconds: 60 } })
    expect(await used()).toEqual({ pods: '0' })
  })

  it('falls when another quota goes', async () => {
    await world.apply(quota({ resourcequotas: '9' }))
    await world.apply({ ...quota({ pods: '1' }), metadata: { name: 'other', namespace: 'default' } })
    expect(await used()).toEqual({ resourcequotas: '2' })
    await world.client.delete('ResourceQuota', named('other'))
    await world.converge()
    expect(await used()).toEqual({ resourcequotas: '1' })
  })

  it('is of claims with the classes of attributes that it names', async () => {
    const matchExpressions = [{ scopeName: 'VolumeAttributesClass', operator: 'In', values: ['fast'] }]
    await world.apply(quota({ persistentvolumeclaims: '1' }, { scopeSelector: { matchExpressions } }))
    const claim = (name: string, volumeAttributesClassName?: string) =>
      object('PersistentVolumeClaim', name, {
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '1Gi' } },
        ...(volumeAttributesClassName && { volumeAttributesClassName }),
      })
    await world.apply(claim('plain'), claim('slow', 'slow'), claim('fast', 'fast'))
    expect(await used()).toEqual({ persistentvolumeclaims: '1' })
    await expect(world.apply(claim('faster', 'fast'))).rejects.toThrow('exceeded quota: q')
  })
})
