/** What a behaviour is: an annotation under kubelite.dev/ that says how a simulated object fares. */

/** The prefix of all annotations that steer the simulation. */
export const BEHAVIOUR_PREFIX = 'kubelite.dev/'

/** One row of a table of behaviours. */
export interface Behaviour<T> {
  /** What it does, in one sentence, for docs/behaviours.md. */
  readonly about: string
  /** The values that it takes, for people: `a duration, or never`. */
  readonly values: string
  /** A value that it takes. */
  readonly example: string
  /** What a value means. Throws an Error that says what would be right. */
  parse(text: string): T
}

/** The behaviours that a kind of object knows, by the name after the prefix. */
export type Behaviours = Readonly<Record<string, Behaviour<unknown>>>

/** What the annotations of an object say, by the name of the behaviour; those that are not given are missing. */
export type BehaviourValues<T extends Behaviours> = {
  readonly [K in keyof T]?: T[K] extends Behaviour<infer V> ? V : never
}
