/** What the query of a request says of how it is to be carried out. Source: apis/meta/v1/validation. */
import { type FieldError, forbiddenField, invalidValue, notSupported } from '../apimachinery/field-error.ts'
import { badRequest, invalid } from '../apimachinery/status-error.ts'
import type { DeleteOptions, ListOptions, WriteOptions } from '../apiserver/client.ts'
import type { Exchange } from './exchange.ts'
import { managerOf } from './identity.ts'

/** A parameter that is true or false; undefined where it is missing (Convert_Slice_string_To_bool). */
export function flagIn(query: URLSearchParams, name: string): boolean | undefined {
  const text = query.get(name)
  return text === null ? undefined : !['0', 'false'].includes(text.toLowerCase())
}

/** A parameter that is a number. Throws BadRequest as Go reads it. */
export function numberIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
}

/** Whether nothing is to be stored. */
export function isDryRun(query: URLSearchParams): boolean {
  return query.getAll('dryRun').includes('All')
}

function dryRunErrors(values: readonly string[]): FieldError[] {
  const isKnown = values.every((value) => value === 'All')
  return isKnown ? [] : [notSupported('dryRun', values, ['All'])]
}

function refuse(kind: string, errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors)
}

/** How an object is written. Throws Invalid. */
export function writeOptions(
  { query, target, request }: Exchange,
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  onWarning: (message: string) => void,
): WriteOptions {
  const asked = query.get('fieldValidation') ?? ''
  const isKnown = ['', 'Ignore', 'Strict', 'Warn'].includes(asked)
  refuse(kind, [
    ...dryRunErrors(query.getAll('dryRun')),
    ...(isKnown ? [] : [notSupported('fieldValidation', asked, ['', 'Ignore', 'Strict', 'Warn'])]),
  ])
  return {
    dryRun: isDryRun(query),
    fieldManager: query.get('fieldManager') || managerOf(request),
    fieldValidation: (asked || 'Warn') as 'Warn',
    onWarning,
    ...(target.subresource !== '' && { subresource: target.subresource }),
  }
}

/** `force` belongs to applying alone. */
export function checkForce(query: URLSearchParams): void {
  if (query.get('force') !== null)
    refuse('PatchOptions', [forbiddenField('force', 'may not be specified for non-apply patch')])
}

/** What a list or watch is about. Throws Invalid. */
export function listOptions(
  { query, target }: Pick<Exchange, 'query' | 'target'>,
  isWatch = false,
): ListOptions {
  refuse('ListOptions', isWatch ? watchErrors(query) : listErrors(query))
  const limit = numberIn(query, 'limit') ?? 0
  const { namespace, name } = target
  return {
    ...(namespace !== '' && { namespace }),
    ...(query.get('labelSelector') && { labelSelector: query.get('labelSelector')! }),
    ...(fieldsOf(query, name) && { fieldSelector: fieldsOf(query, name) }),
    ...(query.get('resourceVersion') && { resourceVersion: query.get('resourceVersion')! }),
    ...(!isWatch && limit > 0 && { limit }),
    ...(!isWatch && query.get('continue') && { continue: query.get('continue')! }),
    ...(!isWatch && matchIn(query) && { resourceVersionMatch: matchIn(query)! }),
  }
}

/** A watch below the name of an object is about that one. */
function fieldsOf(query: URLSearchParams, name: string): string {
  const given = query.get('fieldSelector') ?? ''
  const own = name === '' ? '' : `metadata.name=${name}`
  return [own, given].filter((part) => part !== '').join(',')
}

function matchIn(query: URLSearchParams): 'Exact' | 'NotOlderThan' | undefined {
  return (query.get('resourceVersionMatch') || undefined) as 'Exact' | undefined
}

const MATCHES = ['Exact', 'NotOlderThan', '']

function listErrors(query: URLSearchParams): FieldError[] {
  const match = query.get('resourceVersionMatch') ?? ''
  const version = query.get('resourceVersion') ?? ''
  const forbid = (text: string) => forbiddenField('resourceVersionMatch', text)
  const errors: FieldError[] = []
  if (match !== '' && version === '')
    errors.push(forbid('resourceVersionMatch is forbidden unless resourceVersion is provided'))
  if (match !== '' && query.get('continue'))
    errors.push(forbid('resourceVersionMatch is forbidden when continue is provided'))
  if (!MATCHES.includes(match)) errors.push(notSupported('resourceVersionMatch', match, MATCHES))
  if (match === 'Exact' && version === '0')
    errors.push(forbid('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'))
  if (flagIn(query, 'sendInitialEvents') !== undefined)
    errors.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  return errors
}

function watchErrors(query: URLSearchParams): FieldError[] {
  const match = query.get('resourceVersionMatch') ?? ''
  const isWatchList = flagIn(query, 'sendInitialEvents') !== undefined
  const forbid = (text: string) => forbiddenField('resourceVersionMatch', text)
  if (isWatchList && match === '')
    return [forbid('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan')]
  if (isWatchList && match !== 'NotOlderThan')
    return [notSupported('resourceVersionMatch', match, ['NotOlderThan'])]
  if (!isWatchList && match !== '')
    return [forbid('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided')]
  return []
}

/** The body of a request to delete, as far as it counts. */
interface DeleteBody {
  gracePeriodSeconds?: number
  propagationPolicy?: string
  orphanDependents?: boolean
  preconditions?: { uid?: string; resourceVersion?: string }
  dryRun?: readonly string[]
}

/** How an object is deleted: as the body says, or the query where there is none. Throws Invalid. */
export function deleteOptions(query: URLSearchParams, body: DeleteBody): DeleteOptions {
  const grace = body.gracePeriodSeconds ?? numberIn(query, 'gracePeriodSeconds')
  const policy = body.propagationPolicy ?? query.get('propagationPolicy') ?? undefined
  const orphan = body.orphanDependents ?? flagIn(query, 'orphanDependents')
  const dryRun = [...(body.dryRun ?? []), ...query.getAll('dryRun')]
  refuse('DeleteOptions', [...policyErrors(policy, orphan), ...dryRunErrors(dryRun)])
  const wanted = policy ?? (orphan === undefined ? undefined : orphan ? 'Orphan' : 'Background')
  return {
    dryRun: dryRun.length > 0,
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(wanted !== undefined && { propagationPolicy: wanted as 'Background' }),
    ...(body.preconditions && { preconditions: body.preconditions }),
  }
}

const POLICIES = ['Foreground', 'Background', 'Orphan']

function policyErrors(policy: string | undefined, orphan: boolean | undefined): FieldError[] {
  if (policy === undefined) return []
  const both = 'orphanDependents and deletionPropagation cannot be both set'
  return [
    ...(orphan === undefined ? [] : [invalidValue('propagationPolicy', policy, both)]),
    ...(POLICIES.includes(policy) ? [] : [notSupported('propagationPolicy', policy, [...POLICIES, 'nil'])]),
  ]
}
