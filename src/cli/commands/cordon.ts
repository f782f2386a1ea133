/** kubelite cordon: keeps new pods away from nodes. */
import { defineCommand } from '../command.ts'
import { cordonFlags, runCordon } from '../drain/command.ts'

export const cordon = defineCommand({
  name: 'cordon',
  group: 'Cluster Management Commands',
  usage: 'NODE',
  short: 'Mark node as unschedulable',
  long: ['Mark node as unschedulable.', 'Pods that run there stay; new ones are placed elsewhere.'],
  examples: [
    { about: 'No new pods on the node worker-1', line: 'cordon worker-1' },
    { about: 'On none of the nodes with a label', line: 'cordon -l disk=ssd' },
  ],
  flags: cordonFlags,
  run: (invocation) => runCordon(invocation, true),
})
