/** The types of CEL: how they are written, and which value may stand where which type is wanted. */

/** A type. Types are compared by what they are, not by identity; objects and opaque types by their names. */
export type Type =
  | { readonly kind: 'primitive'; readonly name: PrimitiveName }
  | { readonly kind: 'list'; readonly item: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'optional'; readonly value: Type }
  | { readonly kind: 'type'; readonly of: Type }
  | ObjectType
  | { readonly kind: 'opaque'; readonly name: string }
  | { readonly kind: 'param'; readonly name: string }

/** A type with named fields. */
export interface ObjectType {
  readonly kind: 'object'
  readonly name: string
  /** By their names in expressions. */
  readonly fields: Pick<ReadonlyMap<string, Type>, 'get'>
}

type PrimitiveName =
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'int'
  | 'null'
  | 'string'
  | 'timestamp'
  | 'uint'

const primitive = (name: PrimitiveName): Type => ({ kind: 'primitive', name })

/** `true` or `false`. */
export const BOOL: Type = primitive('bool')
/** Bytes. */
export const BYTES: Type = primitive('bytes')
/** A number of floating point. */
export const DOUBLE: Type = primitive('double')
/** A span of time. */
export const DURATION: Type = primitive('duration')
/** Any value: what it can do is only known when it is there. */
export const DYN: Type = primitive('dyn')
/** A whole number of 64 bits. */
export const INT: Type = primitive('int')
/** The type of `null` alone. */
export const NULL: Type = primitive('null')
/** Text. */
export const STRING: Type = primitive('string')
/** A moment. */
export const TIMESTAMP: Type = primitive('timestamp')
/** A whole number of 64 bits without a sign. */
export const UINT: Type = primitive('uint')

const PRIMITIVES: ReadonlyMap<string, Type> = new Map(
  [BOOL, BYTES, DOUBLE, DURATION, DYN, INT, NULL, STRING, TIMESTAMP, UINT].map((type) => [
    (type as { name: string }).name,
    type,
  ]),
)

/** The names that Kubernetes gives to the types of its libraries, by the short names used in signatures. */
const OPAQUE: ReadonlyMap<string, string> = new Map([
  ['URL', 'kubernetes.URL'],
  ['IP', 'net.IP'],
  ['CIDR', 'net.CIDR'],
  ['Quantity', 'kubernetes.Quantity'],
  ['Semver', 'kubernetes.Semver'],
  ['Format', 'kubernetes.NamedFormat'],
  ['Authorizer', 'kubernetes.authorization.Authorizer'],
  ['PathCheck', 'kubernetes.authorization.PathCheck'],
  ['GroupCheck', 'kubernetes.authorization.GroupCheck'],
  ['ResourceCheck', 'kubernetes.authorization.ResourceCheck'],
  ['Decision', 'kubernetes.authorization.Decision'],
])

/** Lists of one type. */
export const listOf = (item: Type): Type => ({ kind: 'list', item })
/** Maps from one type to another. */
export const mapOf = (key: Type, value: Type): Type => ({ kind: 'map', key, value })
/** Values that may be missing. */
export const optionalOf = (value: Type): Type => ({ kind: 'optional', value })
/** A type of a library, by its full name. */
export const opaque = (name: string): Type => ({ kind: 'opaque', name })

/** Is it the type of which nothing is known? */
export function isDyn(type: Type): boolean {
  return type.kind === 'primitive' && type.name === 'dyn'
}

/** A type as cel-go's messages write it: `list(int)`, `map(string, dyn)`, `optional_type(string)`. */
export function formatType(type: Type): string {
  switch (type.kind) {
    case 'list':
      return `list(${formatType(type.item)})`
    case 'map':
      return `map(${formatType(type.key)}, ${formatType(type.value)})`
    case 'optional':
      return `optional_type(${formatType(type.value)})`
    case 'type':
      return `type(${formatType(type.of)})`
    default:
      return type.name
  }
}

/** The names of the types that have others at run time than in messages. */
const RUNTIME_NAMES: Readonly<Record<string, string>> = {
  duration: 'google.protobuf.Duration',
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
}

/** The name that a plain type has at run time (cel-go's common/types). */
export function runtimeName(name: string): string {
  return RUNTIME_NAMES[name] ?? name
}

/** A type by its name at run time, as cel-go's `Type.String` writes it: `null_type`, `list(google.protobuf.Duration)`. */
export function runtimeType(type: Type): string {
  switch (type.kind) {
    case 'primitive':
      return runtimeName(type.name)
    case 'list':
      return `list(${runtimeType(type.item)})`
    case 'map':
      return `map(${runtimeType(type.key)}, ${runtimeType(type.value)})`
    case 'optional':
      return `optional_type(${runtimeType(type.value)})`
    default:
      return formatType(type)
  }
}

/**
 * Reads a type as signatures write it: `int`, `list<string>`, `map<K, V>`, `optional<T>`, `URL`. A single capital
 * letter is a parameter. Undefined for anything else.
 */
export function parseType(text: string): Type | undefined {
  const plain = PRIMITIVES.get(text)
  if (plain) return plain
  const name = OPAQUE.get(text)
  if (name !== undefined) return opaque(name)
  if (/^[A-Z]$/.test(text)) return { kind: 'param', name: text }
  const [, outer = '', inner = ''] = /^(\w+)<(.*)>$/.exec(text) ?? []
  const parts = splitTypes(inner).map(parseType)
  if (outer === '' || parts.includes(undefined)) return undefined
  return compound(outer, parts as Type[])
}

function compound(outer: string, [first, second]: Type[]): Type | undefined {
  if (first === undefined) return undefined
  if (outer === 'list') return listOf(first)
  if (outer === 'optional') return optionalOf(first)
  if (outer === 'type') return { kind: 'type', of: first }
  return outer === 'map' && second ? mapOf(first, second) : undefined
}

/** Splits at the commas outside of angle brackets. */
export function splitTypes(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let index = 0; index <= text.length; index++) {
    const char = text[index]
    if (char === '<') depth++
    else if (char === '>') depth--
    else if (char === undefined || (char === ',' && depth === 0)) {
      const part = text.slice(start, index).trim()
      if (part !== '') parts.push(part)
      start = index + 1
    }
  }
  return parts
}

/** What the parameters of a signature stand for in one call. */
export type Bindings = Map<string, Type>

/** May a value of the type `source` stand where `target` is wanted? Binds the parameters of the target. */
export function isAssignable(target: Type, source: Type, bindings: Bindings = new Map()): boolean {
  if (target.kind === 'param') return bind(target.name, source, bindings)
  if (isDyn(target) || isDyn(source)) return bindDyn(target, bindings)
  if (source.kind === 'primitive' && source.name === 'null') return isNullable(target)
  switch (target.kind) {
    case 'primitive':
      return source.kind === 'primitive' && source.name === target.name
    case 'list':
      return source.kind === 'list' && isAssignable(target.item, source.item, bindings)
    case 'map':
      return (
        source.kind === 'map' &&
        isAssignable(target.key, source.key, bindings) &&
        isAssignable(target.value, source.value, bindings)
      )
    case 'optional':
      return source.kind === 'optional' && isAssignable(target.value, source.value, bindings)
    case 'type':
      return source.kind === 'type'
    default:
      return source.kind === target.kind && source.name === target.name
  }
}

/** Nothing is known of the source, so nothing is known of what the target's parameters stand for. */
function bindDyn(target: Type, bindings: Bindings): boolean {
  if (target.kind === 'list') isAssignable(target.item, DYN, bindings)
  if (target.kind === 'optional') isAssignable(target.value, DYN, bindings)
  if (target.kind === 'map') {
    isAssignable(target.key, DYN, bindings)
    isAssignable(target.value, DYN, bindings)
  }
  return true
}

function isNullable(target: Type): boolean {
  if (target.kind === 'primitive') return ['null', 'duration', 'timestamp'].includes(target.name)
  return target.kind === 'object' || target.kind === 'opaque' || target.kind === 'optional'
}

/** A parameter takes the first type that it meets, or a more general one that comes later. */
function bind(name: string, source: Type, bindings: Bindings): boolean {
  const known = bindings.get(name)
  if (known === undefined || isDyn(source)) bindings.set(name, source)
  else if (!isAssignable(known, source)) {
    if (!isAssignable(source, known)) return false
    bindings.set(name, source)
  }
  return true
}

/** The type with its parameters replaced by what they stand for; by dyn where nothing is known. */
export function substitute(type: Type, bindings: Bindings): Type {
  switch (type.kind) {
    case 'param':
      return bindings.get(type.name) ?? DYN
    case 'list':
      return listOf(substitute(type.item, bindings))
    case 'map':
      return mapOf(substitute(type.key, bindings), substitute(type.value, bindings))
    case 'optional':
      return optionalOf(substitute(type.value, bindings))
    case 'type':
      return { kind: 'type', of: substitute(type.of, bindings) }
    default:
      return type
  }
}
