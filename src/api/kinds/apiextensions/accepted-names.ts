/** Which names a definition gets, and what its conditions say of that (naming_controller.go, establishing_controller.go). */
import { aggregateMessages } from '../../../apimachinery/field-error.ts'
import { quote } from '../../../apimachinery/go-format.ts'
import { formatTime } from '../../../apimachinery/time.ts'
import { deepEqual } from '../../../base/json.ts'
import type {
  CustomResourceDefinition,
  CustomResourceDefinitionCondition,
  CustomResourceDefinitionNames,
} from '../../../generated/types.ts'

/** What can be in conflict, in the order in which it is looked at. */
const SINGLE = [
  ['plural', 'PluralConflict'],
  ['singular', 'SingularConflict'],
] as const
const KINDS = [
  ['kind', 'KindConflict'],
  ['listKind', 'ListKindConflict'],
] as const

/** The names that others of the group have. */
interface Taken {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

/**
 * The definition's status with the names that it gets beside the other definitions of its group; the status itself
 * where nothing changes. A name that somebody else has is not taken; the definition is served once it has all of its names.
 */
export function acceptNames(
  definition: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
  now: number,
): CustomResourceDefinition['status'] {
  const { spec, status = {} } = definition
  const { names, reason, message } = decide(spec.names, status.acceptedNames, takenBy(others))
  const accepted = reason === undefined
  const conditions = withCondition(
    withCondition(status.conditions ?? [], now, {
      type: 'NamesAccepted',
      status: accepted ? 'True' : 'False',
      reason: reason ?? 'NoConflicts',
      message: message ?? 'no conflicts found',
    }),
    now,
    establishedBy(status.conditions ?? [], accepted),
  )
  const next = { ...status, acceptedNames: names, conditions }
  return deepEqual(next, status) ? status : next
}

function takenBy(others: readonly CustomResourceDefinition[]): Taken {
  const accepted = others.map(({ status }) => status?.acceptedNames).filter((names) => names !== undefined)
  return {
    resources: new Set(
      accepted.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames]),
    ),
    kinds: new Set(accepted.flatMap(({ kind, listKind = '' }) => [kind, listKind])),
  }
}

/** The last conflict that is found gives the reason, as upstream. */
function decide(
  wished: CustomResourceDefinitionNames,
  accepted: CustomResourceDefinitionNames = { kind: '', plural: '' },
  taken: Taken,
): { names: CustomResourceDefinitionNames; reason?: string; message?: string } {
  const names = structuredClone(accepted)
  let conflict: { reason?: string; message?: string } = {}
  const take = (
    field: 'kind' | 'listKind' | 'plural' | 'singular',
    reason: string,
    used: ReadonlySet<string>,
  ) => {
    const name = wished[field] ?? ''
    if (name !== accepted[field] && used.has(name)) conflict = { reason, message: inUse(name) }
    else names[field] = name
  }
  for (const [field, reason] of SINGLE) take(field, reason, taken.resources)
  const short = (wished.shortNames ?? []).filter(
    (name) => !accepted.shortNames?.includes(name) && taken.resources.has(name),
  )
  if (short.length > 0)
    conflict = { reason: 'ShortNamesConflict', message: aggregateMessages(short.map(inUse)) }
  else replace(names, 'shortNames', wished.shortNames)
  for (const [field, reason] of KINDS) take(field, reason, taken.kinds)
  replace(names, 'categories', wished.categories)
  return { names, ...conflict }
}

function inUse(name: string): string {
  return `${quote(name)} is already in use`
}

function replace(
  names: CustomResourceDefinitionNames,
  field: 'categories' | 'shortNames',
  value: string[] | undefined,
): void {
  if (value === undefined) delete names[field]
  else names[field] = [...value]
}

type Said = Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'>

/** Once established, a definition stays so, whatever becomes of its names. */
function establishedBy(conditions: readonly CustomResourceDefinitionCondition[], accepted: boolean): Said {
  const type = 'Established'
  const known = conditions.find((condition) => condition.type === type)
  if (known?.status === 'True') return known
  if (!accepted)
    return { type, status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }
  return {
    type,
    status: 'True',
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  }
}

/** The conditions with one of them said anew. Its time tells when its status changed. */
export function withCondition(
  conditions: readonly CustomResourceDefinitionCondition[],
  now: number,
  said: Said,
): CustomResourceDefinitionCondition[] {
  const known = conditions.find(({ type }) => type === said.type)
  const lastTransitionTime = known?.status === said.status ? known.lastTransitionTime : undefined
  const condition: CustomResourceDefinitionCondition = {
    lastTransitionTime: lastTransitionTime ?? formatTime(now),
    message: said.message ?? '',
    reason: said.reason ?? '',
    status: said.status,
    type: said.type,
  }
  if (known === undefined) return [...conditions, condition]
  return conditions.map((other) => (other.type === said.type ? condition : other))
}
