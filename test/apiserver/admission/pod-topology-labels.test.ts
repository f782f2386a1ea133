/** Where a pod runs is among its labels. */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../src/apiserver/client.ts'
import type { Node, Pod } from '../../../src/generated/types.ts'
import { named, testServer } from '../../support/server.ts'

const ZONE = 'topology.kubernetes.io/zone'
const REGION = 'topology.kubernetes.io/region'

let client: Client

beforeEach(async () => {
  ;({ client } = await testServer())
  const labels = { [ZONE]: 'eu-a', [REGION]: 'eu', 'kubernetes.io/os': 'linux' }
  await client.create('Node', {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'a', labels },
  } satisfies Node)
})

const create = (labels: Record<string, string> = {}, nodeName?: string) =>
  client.create('Pod', {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'default', labels },
    spec: { containers: [{ name: 'app', image: 'app' }], ...(nodeName !== undefined && { nodeName }) },
  } satisfies Pod)

async function bind(name: string, labels: Record<string, string> = {}) {
  const body: unknown = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name: 'web', namespace: 'default', labels },
    target: { kind: 'Node', name },
  }
  await client.update('Pod', body as Pod, { subresource: 'binding' })
  return (await client.get('Pod', named('web'))).metadata.labels
}

describe('the zone and region of its node', () => {
  it('become labels of a pod that is bound, whatever it had there before', async () => {
    await create({ app: 'web', [ZONE]: 'other' })
    expect(await bind('a')).toEqual({ app: 'web', [ZONE]: 'eu-a', [REGION]: 'eu' })
  })

  it('are not those of a pod whose binding says otherwise', async () => {
    await create()
    expect(await bind('a', { [ZONE]: 'mine' })).toEqual({ [ZONE]: 'mine', [REGION]: 'eu' })
  })

  it('become labels of a pod that is created on a node, unless it has them', async () => {
    expect((await create({ [ZONE]: 'other' }, 'a')).metadata.labels).toEqual({
      [ZONE]: 'other',
      [REGION]: 'eu',
    })
  })

  it('are unknown where the node is', async () => {
    await create({ app: 'web' })
    expect(await bind('b')).toEqual({ app: 'web' })
  })
})
