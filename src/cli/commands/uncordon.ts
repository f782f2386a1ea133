/** kubelite uncordon: lets new pods come to nodes again. */
import { defineCommand } from '../command.ts'
import { cordonFlags, runCordon } from '../drain/command.ts'

export const uncordon = defineCommand({
  name: 'uncordon',
  group: 'Cluster Management Commands',
  usage: 'NODE',
  short: 'Mark node as schedulable',
  long: ['Mark node as schedulable.', 'Pods that wait for a node may go there at once.'],
  examples: [
    { about: 'The node worker-1 takes pods again', line: 'uncordon worker-1' },
    { about: 'All nodes with a label do', line: 'uncordon -l disk=ssd' },
  ],
  flags: cordonFlags,
  run: (invocation) => runCordon(invocation, false),
})
