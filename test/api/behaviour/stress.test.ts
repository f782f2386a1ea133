/** What containers use that run a program which is there to make load. */
import { expect, it } from 'vitest'
import { behaviourOf } from '../../../src/api/behaviour/container.ts'
import type { Container } from '../../../src/generated/types.ts'

const MIB = 2 ** 20

it.each<[string, Partial<Container>, { cpu?: number; memory?: number }]>([
  [
    'stress by its command',
    { command: ['stress'], args: ['--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'] },
    { memory: 150 * MIB },
  ],
  ['several processes', { command: ['/usr/bin/stress', '--vm=2', '--vm-bytes=1G'] }, { memory: 2048 * MIB }],
  ['processes of the usual size', { command: ['stress', '-m', '1'] }, { memory: 256 * MIB }],
  ['processors', { command: ['stress', '-c', '3'] }, { cpu: 3 }],
  ['an image of the name', { image: 'vish/stress', args: ['-cpus', '2'] }, { cpu: 2 }],
  ['quantities', { image: 'vish/stress:1', args: ['-mem-total', '150Mi'] }, { memory: 150 * MIB }],
  ['nothing to do', { command: ['stress'] }, {}],
  ['what makes no sense', { command: ['stress', '--vm', 'x', '--cpu'] }, {}],
  ['another command in the image', { image: 'polinux/stress', command: ['sleep', '9'] }, {}],
  ['another program', { image: 'stressful', command: ['distress', '--vm', '1'] }, {}],
])('%s', (_title, container, expected) => {
  const { cpu, memory } = behaviourOf({ metadata: {} }, { name: 'c', image: 'i', ...container })
  expect({ cpu: cpu?.[0]?.amount, memory: memory?.[0]?.amount }).toEqual({
    cpu: expected.cpu,
    memory: expected.memory,
  })
})

it('says less than an annotation does', () => {
  const pod = { metadata: { annotations: { 'kubelite.dev/memory': '1Gi' } } }
  const { memory, cpu } = behaviourOf(pod, {
    name: 'c',
    image: 'i',
    command: ['stress', '--vm', '1', '--cpu', '2'],
  })
  expect(memory).toEqual([{ at: 0, amount: 1024 * MIB }])
  expect(cpu).toEqual([{ at: 0, amount: 2 }])
})
