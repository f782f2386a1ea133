/** Flow schemas tell whether their priority level is there. */
import { expect, it } from 'vitest'
import { openWorld } from './world.ts'

const schema = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'FlowSchema',
  metadata: { name: 'mine' },
  spec: { priorityLevelConfiguration: { name: 'own' }, rules: [] },
}
const level = {
  apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
  kind: 'PriorityLevelConfiguration',
  metadata: { name: 'own' },
  spec: { type: 'Exempt', exempt: {} },
}
const key = (name: string) => ({ namespace: '', name })

it('a level that is missing is told of until it is there, and again when it goes', async () => {
  const world = await openWorld()
  const dangling = async () => {
    const { status } = await world.client.get('FlowSchema', key('mine'))
    return status?.conditions
  }
  await world.apply(schema)
  expect(await dangling()).toEqual([
    {
      type: 'Dangling',
      status: 'True',
      reason: 'NotFound',
      message:
        'This FlowSchema references the PriorityLevelConfiguration object named "own" but there is no such object',
      lastTransitionTime: expect.any(String),
    },
  ])
  await world.apply(level)
  expect(await dangling()).toMatchObject([
    {
      status: 'False',
      reason: 'Found',
      message: 'This FlowSchema references the PriorityLevelConfiguration object named "own" and it exists',
    },
  ])
  await world.client.delete('PriorityLevelConfiguration', key('own'))
  await world.converge()
  expect(await dangling()).toMatchObject([{ status: 'True' }])
  const other = { spec: { priorityLevelConfiguration: { name: 'exempt' } } }
  await world.client.patch('FlowSchema', key('mine'), 'merge', other)
  await world.converge()
  expect((await dangling())?.[0]?.message).toContain('"exempt"')
  expect(await world.writesOfAnotherRound()).toBe(0)
})
