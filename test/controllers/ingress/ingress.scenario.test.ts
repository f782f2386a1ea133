/** The simulated ingress controller: which ingresses it serves, and what it tells of them. */
import { describe, expect, it } from 'vitest'
import { createTestCli } from '../../cli/test-cli.ts'
import { openWorld, type World } from '../world.ts'

const backend = { service: { name: 'web', port: { number: 80 } } }
const ingressClass = (name: string, controller: string) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name },
  spec: { controller },
})
const ingress = (spec: object, annotations = {}) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: 'default', annotations },
  spec: { defaultBackend: backend, ...spec },
})

const get = (world: World) => world.client.get('Ingress', { namespace: 'default', name: 'web' })
const addresses = async (world: World) => (await get(world)).status?.loadBalancer?.ingress

const SERVED = [{ ip: '198.18.0.1' }]

describe('an ingress', () => {
  it.each<[string, object, object, object[] | undefined]>([
    ['of a class of the controller', { ingressClassName: 'mine' }, {}, SERVED],
    ["of another controller's class", { ingressClassName: 'other' }, {}, undefined],
    ['of a class that does not exist', { ingressClassName: 'nginx' }, {}, undefined],
    ['of no class', {}, {}, undefined],
    ['that names nginx in the old way', {}, { 'kubernetes.io/ingress.class': 'nginx' }, SERVED],
  ])('%s', async (_what, spec, annotations, expected) => {
    const world = await openWorld()
    await world.apply(
      ingressClass('mine', 'k8s.io/ingress-nginx'),
      ingressClass('other', 'example.com/controller'),
      ingress(spec, annotations),
    )
    expect(await addresses(world)).toEqual(expected)
    expect(await world.events(await get(world))).toEqual(expected ? ['Normal Sync Scheduled for sync'] : [])
    expect(await world.writesOfAnotherRound()).toBe(0)
  })

  it('is served from when its class exists', async () => {
    const world = await openWorld()
    await world.apply(ingress({ ingressClassName: 'late' }))
    expect(await addresses(world)).toBeUndefined()
    await world.apply(ingressClass('late', 'k8s.io/ingress-nginx'))
    expect(await addresses(world)).toEqual(SERVED)
  })

  it('is let go when it changes to the class of another controller', async () => {
    const world = await openWorld()
    await world.apply(
      ingressClass('mine', 'k8s.io/ingress-nginx'),
      ingressClass('other', 'example.com/controller'),
      ingress({ ingressClassName: 'mine' }),
    )
    await world.change('Ingress', 'web', { spec: { ingressClassName: 'other' } })
    expect(await addresses(world)).toBeUndefined()
  })

  it('gets the class of a new cluster where it names none', async () => {
    await using cli = createTestCli()
    const rules = [
      { host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } },
    ]
    cli.file('web.json', JSON.stringify(ingress({ rules })))
    await cli.run('apply -f web.json')
    const { stdout } = await cli.run('get ingress web --no-headers')
    expect(stdout.split(/\s+/).slice(0, 4)).toEqual(['web', 'nginx', 'shop.example.com', '198.18.0.1'])
  })
})
