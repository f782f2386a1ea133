/** kubelite top: what nodes and pods use. */
import { defineCommand } from '../command.ts'

export const top = defineCommand({
  name: 'top',
  group: 'Cluster Management Commands',
  usage: '[flags]',
  short: 'Display resource (CPU/memory) usage',
  long: [
    'Display resource (CPU/memory) usage.',
    'The usage is the simulated one, at this moment: pods and workloads say by annotations how much their containers use, as a quantity or as a curve over time. These are the amounts by which a HorizontalPodAutoscaler scales.',
  ],
  examples: [
    { about: 'All nodes', line: 'top node' },
    { about: 'All pods of the namespace', line: 'top pod' },
  ],
  flags: {},
  subcommands: {
    node: () => import('../top/node.ts').then((module) => module.topNode),
    pod: () => import('../top/pod.ts').then((module) => module.topPod),
  },
})
