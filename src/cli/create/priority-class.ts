/** kubelite create priorityclass. Source: kubectl, cmd/create/create_priorityclass.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { bool, int32, string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'

export const createPriorityClass = defineGenerator({
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  short: 'Create a priority class with the specified name',
  long: ['Create a priority class with the specified name, value, globalDefault and description.'],
  examples: [
    {
      about: 'A class of high priority',
      line: 'create priorityclass high-priority --value=1000 --description="high priority"',
    },
    {
      about: 'The class of all pods that name none',
      line: 'create priorityclass default-priority --value=1000 --global-default=true --description="default priority"',
    },
    {
      about: 'A class whose pods wait, instead of driving out others',
      line: 'create priorityclass high-priority --value=1000 --description="high priority" --preemption-policy="Never"',
    },
  ],
  flags: {
    description: string('', 'For people: when this class is to be used.'),
    globalDefault: bool(false, 'Make it the class of pods that name none.'),
    preemptionPolicy: string(
      'PreemptLowerPriority',
      'Whether pods of the class drive out those of less priority: PreemptLowerPriority, or Never.',
    ),
    value: int32(0, 'The priority of its pods.'),
  },
  clusterScoped: true,
  refusal: 'failed to create priorityclass: ',
  generate: ({ name, options: { value, globalDefault, description, preemptionPolicy } }) =>
    ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name },
      value,
      globalDefault,
      description,
      preemptionPolicy,
    }) as Unstructured,
})
