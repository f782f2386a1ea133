/** What the functions cost that every CEL has (functionCost of cel-go, checker/cost.go). */
import type { Type } from '../type.ts'
import { type CallEstimate, type EstimatedCall, sizeOf } from './part.ts'
import { CALL, PATTERN, TRAVERSAL } from './prices.ts'
import { exactly, product, type Range, scaled, sum } from './range.ts'

type Estimate = (call: EstimatedCall) => CallEstimate | undefined

const ORDER = ['_<_', '_<=_', '_>_', '_>=_']

/** The estimate of a call whose cost depends on the sizes of its arguments; undefined for any other. */
export function estimateStandard(call: EstimatedCall): CallEstimate | undefined {
  if (ORDER.includes(call.name)) return isText(call.params[0]) ? compared(call) : undefined
  return Object.hasOwn(CALLS, call.name) ? CALLS[call.name]!(call) : undefined
}

const CALLS: Readonly<Record<string, Estimate>> = {
  '_==_': compared,
  '_!=_': compared,
  '_+_': joined,
  '@in': ({ params, args }) => (params[1]?.kind === 'list' ? { cost: sizeOf(args[1]!) } : undefined),
  format: ({ target }) => target && { cost: scaled(sizeOf(target), TRAVERSAL) },
  startsWith: firstArgument,
  endsWith: firstArgument,
  contains: ({ target, args: [part] }) =>
    target && {
      cost: product(scaled(sizeOf(target), TRAVERSAL), scaled(sizeOf(part!), TRAVERSAL)),
    },
  matches: ({ target, args: [pattern] }) => target && { cost: matched(sizeOf(target), sizeOf(pattern!)) },
  bytes: ({ params, args: [text] }) =>
    isNamed(params[0], 'string')
      ? converted(sizeOf(text!), ({ min, max }) => ({ min, max: max * 4 }))
      : undefined,
  string: ({ params, args: [bytes] }) =>
    isNamed(params[0], 'bytes')
      ? converted(sizeOf(bytes!), ({ min, max }) => ({ min: Math.floor(min / 4), max }))
      : undefined,
  'strings.quote': ({ args: [text] }) =>
    converted(sizeOf(text!), ({ min, max }) => ({ min: min + 2, max: max * 2 + 2 })),
}

/** A pattern is taken for as many expressions as it has characters by four; an empty text costs as one character. */
export function matched(text: Range, pattern: Range): Range {
  return product(scaled(sum(text, exactly(1)), TRAVERSAL), scaled(pattern, PATTERN))
}

function converted(size: Range, result: (size: Range) => Range): CallEstimate {
  return { cost: scaled(size, TRAVERSAL), size: sum(result(size)) }
}

function firstArgument({ args: [text] }: EstimatedCall): CallEstimate {
  return { cost: scaled(sizeOf(text!), TRAVERSAL) }
}

/** Two values are compared as far as the shorter one goes. */
function compared({ args: [left, right] }: EstimatedCall): CallEstimate {
  const max = Math.min(sizeOf(left!).max, sizeOf(right!).max)
  return { cost: scaled({ min: max > 0 ? 1 : 0, max }, TRAVERSAL) }
}

function joined({ params: [type], args: [left, right] }: EstimatedCall): CallEstimate | undefined {
  const size = sum(sizeOf(left!), sizeOf(right!))
  if (type?.kind === 'list') return { cost: CALL, size }
  return isText(type) ? { cost: scaled(size, TRAVERSAL), size } : undefined
}

function isText(type: Type | undefined): boolean {
  return isNamed(type, 'string') || isNamed(type, 'bytes')
}

function isNamed(type: Type | undefined, name: string): boolean {
  return type?.kind === 'primitive' && type.name === name
}
