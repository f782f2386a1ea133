/** The objects of a custom kind go with its definition. */
import { expect, it } from 'vitest'
import { Cluster } from '../../src/index.ts'
import { rejection } from '../support/server.ts'

const kind = 'Shirt.example.com'
const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'shirts.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'shirts', kind: 'Shirt' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
}
const shirt = (name: string, finalizers?: string[]) => ({
  apiVersion: 'example.com/v1',
  kind: 'Shirt',
  metadata: { name, ...(finalizers && { finalizers }) },
})

it('removes the objects, then the definition, and waits for what finalizers hold', async () => {
  const cluster = await Cluster.open({ seed: 'crd' })
  await cluster.apply(definition)
  await cluster.apply([shirt('free'), shirt('held', ['example.com/hold'])])
  await cluster.delete('CustomResourceDefinition', 'shirts.example.com')
  const going = await cluster.get('CustomResourceDefinition', 'shirts.example.com')
  expect(going.status?.conditions?.map(({ type }) => type)).toContain('Terminating')
  expect((await cluster.list(kind)).items.map(({ metadata }) => metadata.name)).toEqual(['held'])

  await cluster.patch(kind, 'held', { metadata: { finalizers: null } }, { type: 'merge' })
  expect(await cluster.find('CustomResourceDefinition', 'shirts.example.com')).toBeUndefined()
  expect((await rejection(cluster.list(kind))).message).toContain('not found')

  await cluster.apply(definition)
  expect((await cluster.list(kind)).items).toEqual([])
  await cluster.close()
})
