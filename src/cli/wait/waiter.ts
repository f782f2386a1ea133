/** Waits for conditions of objects, one object after the other, as kubectl wait does (kubectl, cmd/wait). */
import { kindName } from '../../api/registry.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import type { Client } from '../../apiserver/client.ts'
import { CliError } from '../errors.ts'
import type { Target } from '../resources/target.ts'
import type { Condition } from './condition.ts'

/** What became of an object that was waited for. */
export type Outcome = { object: Unstructured } | { error: unknown } | { unmet: Target }

/** Waits for all of its targets, of which each must meet all conditions, one condition after the other. */
export interface Waiter {
  /** Begins anew. */
  begin(): void
  /** Looks how far things are; true when nothing is left to wait for. */
  until(client: Client): Promise<boolean>
  /** The targets that are done with, in order. */
  outcomes(): readonly Outcome[]
  /** The targets that are not: the first of them was being waited for, unless each was looked at once. */
  left(): readonly Target[]
  /** Whether it still waits for something to come into being. */
  awaitsCreation(): boolean
}

/**
 * A waiter. `targets` may have to be looked for; where there are none yet and creation is waited for, again and again. Who
 * looks but once looks at each target, whatever came of those before.
 */
export function createWaiter(
  find: (client: Client) => Promise<readonly Target[]>,
  conditions: readonly Condition[],
  { once = false } = {},
): Waiter {
  const ordered = creationFirst(conditions)
  let state = initialState()
  const step = (client: Client, target: Target) => meet(client, target, ordered, state)
  return {
    begin() {
      state = initialState()
    },
    async until(client) {
      if (state.targets.length === 0) state.targets = await find(client)
      while (state.outcomes.length < state.targets.length) {
        const outcome = await step(client, state.targets[state.outcomes.length]!)
        if (outcome === undefined && (!once || startsWithCreation(ordered))) return false
        state.outcomes.push(outcome ?? { unmet: state.targets[state.outcomes.length]! })
        Object.assign(state, { met: 0, seen: undefined })
      }
      if (unmet(state).length > 0) return false
      return state.targets.length > 0 || !startsWithCreation(ordered)
    },
    outcomes: () => state.outcomes,
    left: () => [...unmet(state), ...state.targets.slice(state.outcomes.length)],
    awaitsCreation: () => startsWithCreation(ordered) && state.met === 0,
  }
}

interface State {
  targets: readonly Target[]
  outcomes: Outcome[]
  /** How many conditions the target has met that is waited for. */
  met: number
  /** It as it was first seen since then. */
  seen: Unstructured | undefined
}

function initialState(): State {
  return { targets: [], outcomes: [], met: 0, seen: undefined }
}

function unmet({ outcomes }: State): Target[] {
  return outcomes.flatMap((outcome) => ('unmet' in outcome ? [outcome.unmet] : []))
}

/** Nothing else can hold before (kubectl 1.36). */
function creationFirst(conditions: readonly Condition[]): Condition[] {
  const isCreation = ({ type }: Condition) => type === 'create'
  return [...conditions.filter(isCreation), ...conditions.filter((condition) => !isCreation(condition))]
}

function startsWithCreation([first]: readonly Condition[]): boolean {
  return first?.type === 'create'
}

/** Goes through the conditions as far as they are met; undefined where one is not. */
async function meet(
  client: Client,
  { resource, namespace, name }: Target,
  conditions: readonly Condition[],
  state: State,
): Promise<Outcome | undefined> {
  const object = (await client.find(kindName(resource), { namespace, name })) as Unstructured | undefined
  state.seen ??= object
  try {
    for (const condition of conditions.slice(state.met)) {
      if (!isMet(condition, object, state.seen)) return undefined
      state.met++
    }
  } catch (error) {
    if (error instanceof CliError) return { error }
    throw error
  }
  return { object: object ?? state.seen ?? nothing(resource, name) }
}

/** An object of the same name that came after counts as gone: it is another one. */
function isMet(
  condition: Condition,
  object: Unstructured | undefined,
  seen: Unstructured | undefined,
): boolean {
  if (condition.type === 'delete') return object === undefined || object.metadata.uid !== seen?.metadata.uid
  if (object === undefined) return false
  return condition.type === 'create' || condition.holds(object)
}

/** What is told of an object that was never seen. */
function nothing({ kind, group, version }: Target['resource'], name: string): Unstructured {
  return { kind, apiVersion: group === '' ? version : `${group}/${version}`, metadata: { name } }
}
