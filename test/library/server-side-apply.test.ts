/** Server-side apply from the library. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Cluster, type StatusError } from '../../src/index.ts'
import { rejection } from '../support/server.ts'

let cluster: Cluster
beforeEach(async () => {
  cluster = await Cluster.open({ seed: 'library', now: '2026-01-01T00:00:00Z', managedFields: true })
})
afterEach(() => cluster.close())

const web = (replicas: number) => `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: web, image: nginx }] }
`

async function managers(): Promise<string[]> {
  const { metadata } = await cluster.get('Deployment', 'web')
  return (metadata.managedFields ?? []).map(({ manager, operation }) => `${manager} ${operation}`)
}

describe('the library', () => {
  it('applies by itself, as kubectl does', async () => {
    await cluster.apply(web(1))
    expect(await managers()).toEqual(['kube-controller-manager Update', 'kubectl-client-side-apply Update'])
  })

  it('lets the server apply, under a name', async () => {
    const [made] = await cluster.apply(web(1), { serverSide: true, fieldManager: 'me' })
    expect(made).toMatchObject({ kind: 'Deployment', status: { readyReplicas: 1 } })
    expect(await managers()).toEqual(['me Apply', 'kube-controller-manager Update'])
  })

  it('meets conflicts, and wins them by force', async () => {
    await cluster.apply(web(1), { serverSide: true, fieldManager: 'me' })
    const error = (await rejection(
      cluster.apply(web(2), { serverSide: true, fieldManager: 'you' }),
    )) as StatusError
    expect(error.status).toMatchObject({
      code: 409,
      reason: 'Conflict',
      details: { causes: [{ reason: 'FieldManagerConflict', field: '.spec.replicas' }] },
    })
    const [forced] = await cluster.apply(web(2), { serverSide: true, fieldManager: 'you', force: true })
    expect(forced).toMatchObject({ spec: { replicas: 2 } })
  })

  it('is a manager itself where it names none', async () => {
    await cluster.apply(web(1), { serverSide: true })
    await cluster.patch('Deployment', 'web', { spec: { replicas: 3 } })
    expect(await managers()).toEqual(['kubectl Apply', 'kube-controller-manager Update', 'kubelite Update'])
  })

  it('gives objects without managed fields, unless they are asked for', async () => {
    const plain = await Cluster.open({ seed: 'plain' })
    const [made] = await plain.apply(web(1))
    expect(made?.metadata.managedFields).toBeUndefined()
    await plain.close()
  })
})
