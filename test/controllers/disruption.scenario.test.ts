/** Disruption budgets: their status follows the pods, and guards them. */
import { describe, expect, it } from 'vitest'
import type { Pod, PodDisruptionBudget } from '../../src/generated/types.ts'
import { deployment, openWorld, type World } from './world.ts'

const here = (name: string) => ({ namespace: 'default', name })

function budget(name: string, spec: object): PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: here(name),
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  }
}

function pod(name: string, owner?: object): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...here(name),
      labels: { app: 'web' },
      ...(owner && { ownerReferences: [owner as never] }),
    },
    spec: { containers: [{ name: 'c', image: 'i' }] },
  }
}

const owner = (apiVersion: string, kind: string, name: string, uid: string) => ({
  apiVersion,
  kind,
  name,
  uid,
  controller: true,
})

const statusOf = async ({ client }: World) => (await client.get('PodDisruptionBudget', here('b'))).status
const conditionOf = async (world: World) => (await statusOf(world))?.conditions?.[0]

/** Puts a budget over what is there and gives its numbers: expected, healthy, desired, allowed. */
async function numbers(world: World, spec: object): Promise<(number | undefined)[]> {
  await world.apply(budget('b', spec))
  const { expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed } = (await statusOf(world)) ?? {}
  return [expectedPods, currentHealthy, desiredHealthy, disruptionsAllowed]
}

describe('the numbers of a budget over a deployment of seven', () => {
  const rows: [title: string, spec: object, numbers: number[]][] = [
    ['minAvailable counts pods', { minAvailable: 5 }, [7, 7, 5, 2]],
    ['a percentage of minAvailable is rounded up', { minAvailable: '50%' }, [7, 7, 4, 3]],
    ['minAvailable 100% allows none', { minAvailable: '100%' }, [7, 7, 7, 0]],
    ['minAvailable 0 allows all', { minAvailable: 0 }, [7, 7, 0, 7]],
    ['more than there are allows none', { minAvailable: 9 }, [7, 7, 9, 0]],
    ['maxUnavailable counts from the scale', { maxUnavailable: 2 }, [7, 7, 5, 2]],
    ['a percentage of maxUnavailable is rounded up', { maxUnavailable: '30%' }, [7, 7, 4, 3]],
    ['maxUnavailable 0 allows none', { maxUnavailable: 0 }, [7, 7, 7, 0]],
    ['more than there are desires none', { maxUnavailable: 20 }, [7, 7, 0, 7]],
    ['without either, nothing is desired nor allowed', {}, [0, 7, 0, 0]],
    ['an empty selector takes all pods', { minAvailable: 1, selector: {} }, [7, 7, 1, 6]],
    ['no selector takes none', { minAvailable: 1, selector: undefined }, [0, 0, 1, 0]],
  ]
  it.each(rows)('%s', async (_title, spec, expected) => {
    const world = await openWorld()
    await world.apply(deployment('web', 'c:1', { replicas: 7 }))
    expect(await numbers(world, spec)).toEqual(expected)
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})

describe('a budget', () => {
  it('follows its pods: made, unready, scaled, gone', async () => {
    const world = await openWorld()
    await world.apply(budget('b', { maxUnavailable: 1 }))
    expect(await statusOf(world)).toMatchObject({
      expectedPods: 0,
      disruptionsAllowed: 0,
      observedGeneration: 1,
    })
    expect(await conditionOf(world)).toMatchObject({
      status: 'False',
      reason: 'InsufficientPods',
      message: '',
    })
    await world.apply(deployment('web', 'c:1'))
    expect(await statusOf(world)).toMatchObject({ expectedPods: 3, currentHealthy: 3, disruptionsAllowed: 1 })
    expect(await conditionOf(world)).toMatchObject({ status: 'True', reason: 'SufficientPods' })
    world.breakPods('app=web')
    await world.change('Deployment', 'web', { spec: { replicas: 5 } })
    expect(await statusOf(world)).toMatchObject({
      expectedPods: 5,
      currentHealthy: 3,
      desiredHealthy: 4,
      disruptionsAllowed: 0,
    })
    await world.change('PodDisruptionBudget', 'b', { spec: { maxUnavailable: 4 } })
    expect(await statusOf(world)).toMatchObject({ disruptionsAllowed: 2, observedGeneration: 2 })
    await world.client.delete('Deployment', here('web'))
    await world.converge()
    expect(await statusOf(world)).toMatchObject({ expectedPods: 0, currentHealthy: 0, disruptionsAllowed: 0 })
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('counts the sets of a rollout as one deployment', async () => {
    const world = await openWorld()
    await world.apply(deployment('web', 'c:1', { replicas: 4 }), budget('b', { maxUnavailable: '25%' }))
    world.breakPods('image=c-2')
    await world.change('Deployment', 'web', {
      spec: {
        template: {
          metadata: { labels: { image: 'c-2' } },
          spec: { containers: [{ name: 'c', image: 'c:2' }] },
        },
      },
    })
    expect(await world.names('ReplicaSet')).toHaveLength(2)
    expect(await statusOf(world)).toMatchObject({ expectedPods: 4, desiredHealthy: 3, currentHealthy: 3 })
  })

  it('sees a scale that leads to no other pods', async () => {
    const world = await openWorld()
    await world.apply(deployment('web', 'c:1', { paused: false }), budget('b', { maxUnavailable: 1 }))
    await world.apply({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: here('q'),
      spec: { hard: { pods: '3' } },
    })
    await world.change('Deployment', 'web', { spec: { replicas: 6 } })
    expect(await statusOf(world)).toMatchObject({ expectedPods: 6, desiredHealthy: 5, disruptionsAllowed: 0 })
  })

  it('adds up the scales of all that own its pods, of any kind that scales', async () => {
    const world = await openWorld()
    await world.apply({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'shops.example.com' },
      spec: {
        group: 'example.com',
        names: { plural: 'shops', kind: 'Shop' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
            subresources: { scale: { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' } },
          },
        ],
      },
    })
    const metadata = here('s')
    const wished = { apiVersion: 'example.com/v1', kind: 'Shop', metadata, spec: { size: 4 } }
    await world.client.create('Shop.example.com', wished)
    const shop = await world.client.get('Shop.example.com', metadata)
    await world.apply(
      pod('mine', owner('example.com/v1', 'Shop', 's', shop.metadata.uid!)),
      deployment('web', 'c:1', { replicas: 2 }),
    )
    expect(await numbers(world, { maxUnavailable: '50%' })).toEqual([6, 3, 3, 0])
  })

  it('reckons without pods that nobody owns, and says so', async () => {
    const world = await openWorld()
    await world.apply(pod('bare'))
    expect(await numbers(world, { maxUnavailable: 1 })).toEqual([0, 1, 0, 0])
    expect(await world.events(await world.client.get('PodDisruptionBudget', here('b')))).toEqual([
      'Warning UnmanagedPods Pods selected by this PodDisruptionBudget (selector: &LabelSelector{MatchLabels:map[string]string{app: web,},MatchExpressions:[]LabelSelectorRequirement{},}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.',
    ])
  })

  it('is told of beside another one of the same pod', async () => {
    const world = await openWorld()
    const other = { matchLabels: { app: 'other' } }
    await world.apply(pod('bare'), budget('c', { minAvailable: 0 }), budget('d', { selector: other }))
    const events = async () => world.events(await world.client.get('Pod', here('bare')))
    expect(await events()).toEqual([])
    await world.apply(budget('b', { minAvailable: 0 }))
    expect(await events()).toEqual([
      'Warning MultiplePodDisruptionBudgets Pod "default"/"bare" matches multiple PodDisruptionBudgets.  Chose "b" arbitrarily.',
    ])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('says that it has no pods', async () => {
    const world = await openWorld()
    await world.apply(budget('b', { minAvailable: 1 }))
    const object = await world.client.get('PodDisruptionBudget', here('b'))
    expect(await world.events(object)).toEqual(['Normal NoPods No matching pods found'])
    const [event] = await world.client.lookup('Event', 'involved', object.metadata.uid!)
    expect(event?.source?.component).toBe('controllermanager')
  })

  const unknown: [title: string, apiVersion: string, kind: string, message: string][] = [
    ['a kind that does not scale', 'v1', 'ConfigMap', 'configmaps does not implement the scale subresource'],
    ['a kind that does not exist', 'x.io/v1', 'Foo', 'no matches for kind "Foo" in version "x.io/v1"'],
  ]
  it.each(unknown)('allows nothing for pods of %s', async (_title, apiVersion, kind, message) => {
    const world = await openWorld()
    await world.client.create('ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata: here('o') })
    const { metadata } = await world.client.get('ConfigMap', here('o'))
    await world.client.create('PodDisruptionBudget', budget('b', { maxUnavailable: 1 }))
    const lost = pod('lost', owner(apiVersion, kind, 'o', metadata.uid!))
    await world.client.create('Pod', lost)
    await world.converge()
    expect(await conditionOf(world)).toMatchObject({ status: 'False', reason: 'SyncFailed', message })
    expect(await statusOf(world)).toMatchObject({ disruptionsAllowed: 0 })
    const events = await world.events(await world.client.get('PodDisruptionBudget', here('b')))
    expect(events.at(-1)).toBe(
      `Warning CalculateExpectedPodCountFailed Failed to calculate the number of expected pods: ${message}`,
    )
    expect(await world.writesOfAnotherRound()).toBe(0)
  })
})

describe('an eviction that was granted', () => {
  async function grantedButNotDeleted() {
    const world = await openWorld()
    await world.apply(deployment('web', 'c:1'), budget('b', { minAvailable: 1 }))
    const [name = ''] = await world.names('Pod')
    const found = await world.client.get('PodDisruptionBudget', here('b'))
    const status = {
      ...found.status!,
      disruptionsAllowed: 1,
      disruptedPods: { [name]: '2026-01-01T00:00:00Z' },
    }
    await world.client.update('PodDisruptionBudget', { ...found, status }, { subresource: 'status' })
    await world.converge()
    return { world, name }
  }

  it('counts the pod as gone for two minutes, then as there again', async () => {
    const { world, name } = await grantedButNotDeleted()
    expect(await statusOf(world)).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 })
    await world.advance(119)
    expect(await statusOf(world)).toHaveProperty('disruptedPods', { [name]: '2026-01-01T00:00:00Z' })
    await world.advance(1)
    expect(await statusOf(world)).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 2 })
    expect(await statusOf(world)).not.toHaveProperty('disruptedPods')
    const events = await world.events(await world.client.get('Pod', here(name)))
    expect(events.at(-1)).toBe(
      "Warning NotDeleted Pod was expected by PDB default/default to be deleted but it wasn't",
    )
  })

  it('is forgotten when the pod is deleted', async () => {
    const { world, name } = await grantedButNotDeleted()
    await world.client.delete('Pod', here(name))
    await world.converge()
    expect(await statusOf(world)).toMatchObject({ currentHealthy: 3, disruptionsAllowed: 2 })
    expect(await statusOf(world)).not.toHaveProperty('disruptedPods')
  })
})

describe('the condition DisruptionTarget', () => {
  const rows: [title: string, reason: string, isTakenBack: boolean][] = [
    ['is taken back after two minutes', 'EvictionByEvictionAPI', true],
    ['stays where the kubelet has set it', 'TerminationByKubelet', false],
  ]
  it.each(rows)('%s', async (_title, reason, isTakenBack) => {
    const world = await openWorld()
    await world.apply(pod('web'))
    const found = await world.client.get('Pod', here('web'))
    const target = { type: 'DisruptionTarget', status: 'True', reason, message: 'm' }
    const time = '2026-01-01T00:00:00Z'
    const conditions = [...found.status!.conditions!, { ...target, lastTransitionTime: time }]
    await world.client.update(
      'Pod',
      { ...found, status: { ...found.status, conditions } },
      { subresource: 'status' },
    )
    await world.converge()
    await world.advance(119)
    const condition = async () =>
      (await world.client.get('Pod', here('web'))).status?.conditions?.find(
        ({ type }) => type === 'DisruptionTarget',
      )
    expect(await condition()).toMatchObject({ status: 'True' })
    await world.advance(2)
    expect(await condition()).toMatchObject({ status: isTakenBack ? 'False' : 'True' })
    if (isTakenBack) expect(await condition()).not.toHaveProperty('reason')
  })
})
