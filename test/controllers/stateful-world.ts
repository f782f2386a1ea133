/** Stateful sets as the tests write them, and what the tests ask about their pods and claims. */
import type { Pod, StatefulSet } from '../../src/generated/types.ts'
import { named } from '../support/server.ts'
import { openWorld, type World } from './world.ts'

/** A world that has a volume for every claim. */
export async function openStatefulWorld(): Promise<World> {
  const world = await openWorld()
  await world.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name: 'standard',
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
    },
    provisioner: 'example.com/simulated',
  })
  return world
}

/** A set 'web' of `web:1` with one claim for each replica, `replicas` 3 unless said otherwise. */
export function statefulSet(spec: object = {}): StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: 3,
      serviceName: 'nginx',
      selector: { matchLabels: { app: 'web' } },
      template: template('web:1'),
      volumeClaimTemplates: [
        {
          metadata: { name: 'www' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
      ...spec,
    } as unknown as NonNullable<StatefulSet['spec']>,
  }
}

/** A template of one container of the image, which is also a label. */
export function template(image: string, metadata: object = {}) {
  const labels = { app: 'web', image: image.replace(':', '-') }
  return { metadata: { labels, ...metadata }, spec: { containers: [{ name: 'c', image }] } }
}

/** The patch that changes the image. */
export function image(text: string) {
  return { spec: { template: template(text) } }
}

/** Tests' questions about the set 'web' of a world. */
export function statefulQuestions(world: () => World) {
  const pods = async () => (await world().client.list('Pod', { namespace: 'default' })).items
  const set = () => world().client.get('StatefulSet', named('web'))
  return {
    pods,
    set,
    pod: (name: string) => world().client.get('Pod', named(name)),
    /** 'web-0 web:1', and what is special: 'leaving', 'unready'. */
    shape: async () => (await pods()).map(describePod),
    /** The messages of the set's events, in order, the words that all of them have left out. */
    history: async () => (await world().events(await set())).map(shorten),
    claims: () => world().names('PersistentVolumeClaim'),
    remove: (name: string) => world().client.delete('Pod', named(name)),
    /** Sets whether a running pod is ready, and converges. */
    async makeReady(name: string, isReady = true): Promise<void> {
      const pod = await world().client.get('Pod', named(name))
      const conditions = pod.status!.conditions!.map((condition) =>
        condition.type === 'Ready'
          ? {
              ...condition,
              status: isReady ? 'True' : 'False',
              lastTransitionTime: new Date(world().clock.now()).toISOString(),
            }
          : condition,
      )
      const status = { ...pod.status, conditions }
      await world().client.update('Pod', { ...pod, status }, { subresource: 'status' })
      await world().converge()
    },
    /** Lets a pod go that a finalizer holds, and converges. */
    async release(name: string): Promise<void> {
      await world().client.patch('Pod', named(name), 'merge', { metadata: { finalizers: null } })
      await world().converge()
    },
  }
}

function describePod({ metadata, spec, status }: Pod): string {
  const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True')
  const marks = [...(metadata.deletionTimestamp ? ['leaving'] : []), ...(isReady ? [] : ['unready'])]
  return [metadata.name, spec?.containers[0]?.image, ...marks].join(' ')
}

function shorten(event: string): string {
  return event.replace('Normal Successful', '').replace(' in StatefulSet web', '')
}
