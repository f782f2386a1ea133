/**
 * What the functions of Kubernetes' libraries cost (k8s.io/apiserver, pkg/cel/library/cost.go; cel-go, ext/lists.go and
 * sets.go).
 */
import { type CallEstimate, type EstimatedCall, type Part, sizeOf } from './part.ts'
import { CALL, MAKE_LIST, PATTERN, TRAVERSAL } from './prices.ts'
import { exactly, product, type Range, scaled, sum, UNBOUNDED } from './range.ts'
import { matched } from './standard-calls.ts'

type Estimate = (call: EstimatedCall) => CallEstimate | undefined

/** So that an expression can ask the authorizer twice. */
const CHECK = 350_000
/** A selector is taken for as many requirements as it has characters by two; each is a struct with a list. */
const REQUIREMENT = 40 + 10
/** The largest pattern behind a named format, and the longest name of one. */
const FORMAT_PATTERN = 128
const FORMAT_NAME = 64
/** An address: 4 bytes or 16. */
const ADDRESS: Range = { min: 4, max: 16 }

/** The estimate of a call of a library's function; undefined for any other. */
export function estimateLibrary(call: EstimatedCall): CallEstimate | undefined {
  return CALLS.get(call.name)?.(call)
}

const CALLS: ReadonlyMap<string, Estimate> = new Map<string, Estimate>([
  ['check', () => ({ cost: exactly(CHECK) })],
  ...entries('fieldSelector labelSelector', ({ args: [text] }) => selector(sizeOf(text!))),
  ...entries('isSorted sum max min indexOf lastIndexOf', comparedItems),
  ...entries('url jsonpatch.escapeKey', ({ args: [text] }) => readOnce(text!, true)),
  ...entries('lowerAscii upperAscii substring trim', ({ target }) => target && readOnce(target, true)),
  ['replace', replaced],
  ['split', divided],
  ['join', joinedTexts],
  ...entries('find findAll', found),
  ...entries('cidr isIP isCIDR quantity isQuantity semver isSemver', ({ args: [text] }) => readOnce(text!)),
  ['ip', ({ args: [text] }) => (text ? readOnce(text) : { cost: CALL })],
  ['ip.isCanonical', ({ args: [text] }) => ({ cost: scaled(sizeOf(text!), 2 * TRAVERSAL) })],
  ['containsIP', containsAddress],
  ['containsCIDR', containsBlock],
  [
    'validate',
    ({ args: [text] }) => ({ cost: scaled(scaled(sizeOf(text!), TRAVERSAL), FORMAT_PATTERN * PATTERN) }),
  ],
  ['_==_', comparedOpaque],
  ...entries('sets.contains sets.intersects', (call) => compareAll(call, 1)),
  ['sets.equivalent', (call) => compareAll(call, 2)],
  ['slice', sliced],
  ['lists.range', ({ args: [size] }) => listOfSize(1, exactly(size!.constant ?? UNBOUNDED))],
  ['reverse', ({ target }) => listOfSize(1, sizeOf(target!))],
  [
    'flatten',
    ({ target, args }) =>
      listOfSize(args.length === 0 ? 1 : (args[0]!.constant ?? UNBOUNDED), sizeOf(target!)),
  ],
  ['distinct', ({ target }) => listOfSize(2, product(sizeOf(target!), sizeOf(target!)))],
  ['sort', sorted],
])

function entries(names: string, estimate: Estimate): [string, Estimate][] {
  return names.split(' ').map((name) => [name, estimate])
}

function readOnce(text: Part, givesAsMuch = false): CallEstimate {
  const size = sizeOf(text)
  return { cost: scaled(size, TRAVERSAL), ...(givesAsMuch && { size }) }
}

function selector(length: Range): CallEstimate {
  const requirements = scaled(length, 0.5)
  return { cost: sum(MAKE_LIST, scaled(length, TRAVERSAL), scaled(requirements, REQUIREMENT)) }
}

/** Each item is compared once; of a text, each character. */
function comparedItems({ target, itemsOf }: EstimatedCall): CallEstimate | undefined {
  if (!target) return undefined
  const item = itemsOf(target)
  if (!item) return { cost: scaled(sizeOf(target), TRAVERSAL) }
  return {
    cost: product(
      sizeOf(target),
      sum(exactly(1), isText(item) ? scaled(sizeOf(item), TRAVERSAL) : exactly(0)),
    ),
  }
}

function isText({ type }: Part): boolean {
  return type.kind === 'primitive' && (type.name === 'string' || type.name === 'bytes')
}

/** The longest result has the longest replacement for the shortest parts, the shortest one the other way around. */
function replaced({ target, args: [from, to] }: EstimatedCall): CallEstimate | undefined {
  if (!target || !from || !to) return undefined
  const [text, part, other] = [sizeOf(target), sizeOf(from), sizeOf(to)]
  const size: Range = {
    min: resultSize(text.min, part.max, other.min, part.max <= other.min),
    max: resultSize(text.max, part.min, other.max, other.max <= part.min),
  }
  return { cost: scaled(text, 2 * TRAVERSAL), size: sum(size) }
}

function resultSize(text: number, part: number, other: number, keepsLength: boolean): number {
  // What replaces nothing is put around every character.
  if (part === 0) return (text + 1) * other + text
  return keepsLength ? text : Math.ceil(text / part) * other
}

/** At most, every character is a part of its own. */
function divided({ target, args }: EstimatedCall): CallEstimate | undefined {
  if (!target) return undefined
  const size = sizeOf(target)
  return { cost: scaled(size, 2 * TRAVERSAL), size: { min: 0, max: args[1]?.constant ?? size.max } }
}

function joinedTexts({ target, args: [separator], itemsOf }: EstimatedCall): CallEstimate | undefined {
  if (!target) return undefined
  const list = sizeOf(target)
  const item = itemsOf(target)
  const texts = item ? product(list, sizeOf(item)) : exactly(0)
  const between: Range = { min: Math.max(list.min - 1, 0), max: Math.max(list.max - 1, 0) }
  const size = separator ? sum(texts, product(sizeOf(separator), between)) : texts
  return { cost: scaled(size, TRAVERSAL), size }
}

function found({ target, args: [pattern] }: EstimatedCall): CallEstimate | undefined {
  if (!target || !pattern) return undefined
  const text = sizeOf(target)
  return { cost: matched(text, sizeOf(pattern)), size: { min: 0, max: text.max } }
}

function containsAddress({ params, args: [other] }: EstimatedCall): CallEstimate {
  const cost = scaled(sum(ADDRESS, ADDRESS), TRAVERSAL)
  return { cost: isString(params[1]) ? sum(cost, scaled(sizeOf(other!), TRAVERSAL)) : cost }
}

/** The block is masked before it is compared. */
function containsBlock(call: EstimatedCall): CallEstimate {
  return { cost: sum(containsAddress(call).cost, scaled(ADDRESS, TRAVERSAL), CALL) }
}

function isString(type: EstimatedCall['params'][number] | undefined): boolean {
  return type?.kind === 'primitive' && type.name === 'string'
}

/** What libraries make is compared at once, except for formats and URLs. */
function comparedOpaque({ args: [left, right] }: EstimatedCall): CallEstimate | undefined {
  if (left?.type.kind !== 'opaque' || right?.type.kind !== 'opaque') return undefined
  if (left.type.name !== right.type.name) return undefined
  const longest = { 'kubernetes.NamedFormat': FORMAT_NAME, 'kubernetes.URL': right.size?.max ?? 1 }[
    left.type.name
  ]
  return { cost: longest === undefined ? CALL : scaled({ min: 1, max: longest }, TRAVERSAL) }
}

function compareAll({ args: [left, right] }: EstimatedCall, factor: number): CallEstimate {
  return { cost: sum(scaled(product(sizeOf(left!), sizeOf(right!)), factor), CALL) }
}

function listOfSize(factor: number, size: Range): CallEstimate {
  return { cost: sum(scaled(size, factor), CALL, MAKE_LIST), size }
}

function sliced({ target, args: [start, end] }: EstimatedCall): CallEstimate {
  const until = end!.constant ?? sizeOf(target!).max
  return listOfSize(1, exactly(Math.max(until - (start!.constant ?? 0), 0)))
}

/** As if each item were compared with each other one. */
function sorted({ params: [list], target }: EstimatedCall): CallEstimate {
  const size = sizeOf(target!)
  const ofTexts = list?.kind === 'list' && isText({ type: list.item, path: undefined, size: undefined })
  return listOfSize(ofTexts ? 2 + TRAVERSAL : 2, product(size, size))
}
