/** Validation of the annotations under kubelite.dev/ of an object that knows some. */
import { type FieldError, invalidValue } from '../../apimachinery/field-error.ts'
import { quote } from '../../apimachinery/go-format.ts'
import { BEHAVIOUR_PREFIX, type Behaviours } from './definition.ts'

/** What an object's annotations are checked against. */
export interface BehaviourScope {
  behaviours: Behaviours
  /** The containers that `<name>.<container>` may name; undefined where there are none. */
  containers?: readonly string[]
}

/** The errors of the annotations under kubelite.dev/: unknown ones, unknown containers, impossible values. */
export function validateBehaviours(
  annotations: Readonly<Record<string, string>> | undefined,
  path: string,
  scope: BehaviourScope,
): FieldError[] {
  const errors: FieldError[] = []
  for (const key in annotations) {
    if (!key.startsWith(BEHAVIOUR_PREFIX)) continue
    const value = annotations[key] ?? ''
    const message = problemOf(key.slice(BEHAVIOUR_PREFIX.length), value, scope)
    if (message !== undefined) errors.push(invalidValue(`${path}[${key}]`, value, message))
  }
  return errors
}

function problemOf(
  name: string,
  value: string,
  { behaviours, containers }: BehaviourScope,
): string | undefined {
  const dot = containers === undefined ? -1 : name.indexOf('.')
  const base = dot < 0 ? name : name.slice(0, dot)
  const behaviour = Object.hasOwn(behaviours, base) ? behaviours[base] : undefined
  if (behaviour === undefined)
    return `unknown annotation of kubelite, which knows ${Object.keys(behaviours).sort().join(', ')}`
  if (dot >= 0 && !containers?.includes(name.slice(dot + 1)))
    return `there is no container ${quote(name.slice(dot + 1))}`
  try {
    behaviour.parse(value)
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}
