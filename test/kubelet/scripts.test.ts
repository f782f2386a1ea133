/** Containers whose command is a script do what it says, on the virtual clock. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Container } from '../../src/generated/types.ts'
import { openNode, summary, type TestNode } from './node.ts'

let node: TestNode
beforeEach(async () => {
  node = await openNode()
})
afterEach(() => node.close())

const sh = (script: string, ...more: string[]): Partial<Container> => ({
  command: ['sh', '-c', script, ...more],
})

describe('a container that is not started again', () => {
  it.each<[string, Partial<Container>, number, string]>([
    ['that prints something', { command: ['echo', 'hello'] }, 0, 'Succeeded web:Completed(0)'],
    ['that fails', sh('exit 3'), 0, 'Failed web:Error(3)'],
    ['that sleeps, while it does', { command: ['sleep', '30'] }, 29, 'Running web:running+'],
    ['that sleeps, when it is over', { command: ['/bin/sleep', '30'] }, 30, 'Succeeded web:Completed(0)'],
    ['that works in steps', sh('echo a; sleep 5; echo b; sleep 1m; exit 1'), 64, 'Running web:running+'],
    ['that has worked in steps', sh('echo a; sleep 5; echo b; sleep 1m; exit 1'), 65, 'Failed web:Error(1)'],
    ['with parameters', sh('sleep $1; exit $2', 'x', '7', '9'), 7, 'Failed web:Error(9)'],
    [
      'that stops at the first error',
      { command: ['sh', '-ec', 'false; sleep 10'] },
      0,
      'Failed web:Error(1)',
    ],
    ['that loops a few times', sh('for i in 1 2 3; do sleep 10; done'), 30, 'Succeeded web:Completed(0)'],
    [
      'with arguments of a bare image',
      { image: 'busybox:1.36', args: ['sleep', '3'] },
      3,
      'Succeeded web:Completed(0)',
    ],
    [
      'that is asked by its variables',
      { ...sh('exit $CODE'), env: [{ name: 'CODE', value: '4' }] },
      0,
      'Failed web:Error(4)',
    ],
    [
      'whose arguments are expanded',
      { command: ['sleep'], args: ['$(N)'], env: [{ name: 'N', value: '8' }] },
      8,
      'Succeeded web:Completed(0)',
    ],
  ])('%s', async (_title, container, seconds, expected) => {
    await node.run({ container, spec: { restartPolicy: 'Never' } })
    expect(summary(await node.at(seconds))).toBe(expected)
  })
})

describe('a container that runs on', () => {
  it.each<[string, Partial<Container>, Record<string, string>?]>([
    ['sleeps for ever', { command: ['sleep', 'infinity'] }],
    ['follows a file', { command: ['tail', '-f', '/dev/null'] }],
    ['loops for ever', sh('while true; do echo tick; sleep 5; done')],
    ['spins for ever', sh('while :; do :; done')],
    ['is a fork bomb', sh(':(){ :|:& };:')],
    ['calls what is not simulated', sh('echo start; exec nginx -g "daemon off;"')],
    ['is a program of the image', { command: ['/app/server'], args: ['--port=80'] }],
    ['is a shell without a script', { command: ['sh'] }],
    ['says how it ends by annotations', { command: ['sleep', '1'] }, { 'exit-after': '2h' }],
  ])('because it %s', async (_, container, annotations = {}) => {
    await node.run({ container, annotations })
    expect(summary(await node.at(3600))).toBe('Running web:running+')
  })
})

it('is started again as its policy says, each time with the same script', async () => {
  await node.run({ container: sh('sleep 5; exit 1') })
  expect(summary(await node.at(5))).toBe('Running web:running+ r1')
  expect(summary(await node.at(10))).toBe('Running web:CrashLoopBackOff r1')
  expect(summary(await node.at(20))).toBe('Running web:running+ r2')
})

it('holds the containers behind an init container for as long as that works', async () => {
  const init: Container = { name: 'init', image: 'busybox', command: ['sh', '-c', 'sleep 20'] }
  await node.run({ spec: { initContainers: [init] } })
  expect(summary(await node.at(19))).toBe('Pending init:running web:PodInitializing')
  expect(summary(await node.at(20))).toBe('Running init:Completed(0)+ web:running+')
})

it('leaves what it writes to the containers behind it', async () => {
  const volumeMounts = [{ name: 'work', mountPath: '/work' }]
  const init: Container = {
    name: 'init',
    image: 'busybox',
    command: ['sh', '-c', 'echo 6 > /work/n'],
    volumeMounts,
  }
  const container = { ...sh('exit $(cat /work/n)'), volumeMounts }
  const volumes = [{ name: 'work', emptyDir: {} }]
  await node.run({ container, spec: { initContainers: [init], volumes, restartPolicy: 'Never' } })
  expect(summary(await node.at(0))).toBe('Failed init:Completed(0)+ web:Error(6)')
})
