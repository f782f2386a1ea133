/** The bounds of one LimitRange item (plugin/pkg/admission/limitranger): minimum, maximum, limit to request. */
import {
  compareQuantities,
  formatQuantity,
  parseQuantity,
  quantityToNumber,
} from '../../apimachinery/quantity.ts'
import type { LimitRangeItem } from '../../generated/types.ts'

type Resources = Readonly<Record<string, string>>

/** What a container, pod or claim asks for, and what it may have, by resource. */
export interface Measured {
  requests: Resources
  limits: Resources
}

/** What is wrong with the resources, one text a bound. */
export function violations(
  { type, min = {}, max = {}, maxLimitRequestRatio = {} }: LimitRangeItem,
  subject: Measured,
): string[] {
  const claims = type === 'PersistentVolumeClaim'
  const check = (bounds: Resources, one: (name: string, bound: string) => string | undefined) =>
    Object.keys(bounds)
      .sort()
      .map((name) => one(name, bounds[name]!))
      .filter((text) => text !== undefined)
  return [
    ...check(min, (name, bound) => belowMinimum(type, name, bound, subject)),
    ...check(max, (name, bound) =>
      claims ? requestAboveMaximum(type, name, bound, subject) : aboveMaximum(type, name, bound, subject),
    ),
    ...check(maxLimitRequestRatio, (name, bound) => aboveRatio(type, name, bound, subject)),
  ]
}

function belowMinimum(
  type: string,
  name: string,
  bound: string,
  { requests, limits }: Measured,
): string | undefined {
  const text = `minimum ${name} usage per ${type} is ${canonical(bound)}`
  if (requests[name] === undefined) return `${text}.  No request is specified`
  if (compare(requests[name], bound) < 0) return `${text}, but request is ${canonical(requests[name])}`
  if (limits[name] !== undefined && compare(limits[name], bound) < 0)
    return `${text}, but limit is ${canonical(limits[name])}`
  return undefined
}

function aboveMaximum(
  type: string,
  name: string,
  bound: string,
  { requests, limits }: Measured,
): string | undefined {
  const text = `maximum ${name} usage per ${type} is ${canonical(bound)}`
  if (limits[name] === undefined) return `${text}.  No limit is specified`
  if (compare(limits[name], bound) > 0) return `${text}, but limit is ${canonical(limits[name])}`
  if (requests[name] !== undefined && compare(requests[name], bound) > 0)
    return `${text}, but request is ${canonical(requests[name])}`
  return undefined
}

function requestAboveMaximum(
  type: string,
  name: string,
  bound: string,
  { requests }: Measured,
): string | undefined {
  const text = `maximum ${name} usage per ${type} is ${canonical(bound)}`
  if (requests[name] === undefined) return `${text}.  No request is specified`
  return compare(requests[name], bound) > 0
    ? `${text}, but request is ${canonical(requests[name])}`
    : undefined
}

function aboveRatio(
  type: string,
  name: string,
  bound: string,
  { requests, limits }: Measured,
): string | undefined {
  const text = `${name} max limit to request ratio per ${type} is ${canonical(bound)}`
  const [request, limit] = [amountOf(requests[name]), amountOf(limits[name])]
  if (request === 0) return `${text}, but no request is specified or request is 0`
  if (limit === 0) return `${text}, but no limit is specified or limit is 0`
  const ratio = limit / request
  return ratio > amountOf(bound) ? `${text}, but provided ratio is ${ratio.toFixed(6)}` : undefined
}

function amountOf(text: string | undefined): number {
  return text === undefined ? 0 : quantityToNumber(parseQuantity(text))
}

function compare(a: string, b: string): number {
  return compareQuantities(parseQuantity(a), parseQuantity(b))
}

function canonical(text: string): string {
  return formatQuantity(parseQuantity(text))
}
