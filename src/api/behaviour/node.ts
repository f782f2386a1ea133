/** How a simulated node behaves: the annotation on a Node that stops its kubelet. */
import type { FieldError } from '../../apimachinery/field-error.ts'
import type { Node } from '../../generated/types.ts'
import { BEHAVIOUR_PREFIX, type Behaviours } from './definition.ts'
import { validateBehaviours } from './validate.ts'
import { word } from './values.ts'

/** Set to 'stopped', the node's kubelet reports nothing and acts on nothing, as if the machine had lost its power. */
export const KUBELET_ANNOTATION = `${BEHAVIOUR_PREFIX}kubelet`

/** What annotations can say of a node. */
export const nodeBehaviours = {
  kubelet: {
    about: 'The node reports nothing and does nothing, as if the machine had lost its power.',
    values: '`stopped`',
    example: 'stopped',
    parse: word('stopped'),
  },
} as const satisfies Behaviours

/** The errors of a node's annotations under kubelite.dev/. */
export function validateNodeBehaviours({ metadata }: Node): FieldError[] {
  return validateBehaviours(metadata.annotations, 'metadata.annotations', { behaviours: nodeBehaviours })
}

/** Whether the node's kubelet is down. */
export function isKubeletStopped({ metadata }: Node): boolean {
  return metadata.annotations?.[KUBELET_ANNOTATION] === 'stopped'
}
