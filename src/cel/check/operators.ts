/** The types that operators take and give. */
import {
  BOOL,
  BYTES,
  DOUBLE,
  DURATION,
  INT,
  listOf,
  mapOf,
  optionalOf,
  parseType,
  STRING,
  TIMESTAMP,
  type Type,
  UINT,
} from '../type.ts'
import type { Signature } from './signature.ts'

const T = parseType('T')!
const K = parseType('K')!
const NUMBERS = [INT, UINT, DOUBLE]

const binary = (left: Type, right: Type, result: Type): Signature => ({ params: [left, right], result })
const closed = (type: Type): Signature => binary(type, type, type)

/** Numbers of different kinds can be compared; of the rest, two of one kind (cross-type comparison is on in Kubernetes). */
const ORDER: readonly Signature[] = [
  ...NUMBERS.flatMap((left) => NUMBERS.map((right) => binary(left, right, BOOL))),
  ...[BOOL, STRING, BYTES, TIMESTAMP, DURATION].map((type) => binary(type, type, BOOL)),
]

const OPERATORS: ReadonlyMap<string, readonly Signature[]> = new Map<string, readonly Signature[]>([
  ['_==_', [binary(T, T, BOOL)]],
  ['_!=_', [binary(T, T, BOOL)]],
  ['_<_', ORDER],
  ['_<=_', ORDER],
  ['_>_', ORDER],
  ['_>=_', ORDER],
  ['_&&_', [binary(BOOL, BOOL, BOOL)]],
  ['_||_', [binary(BOOL, BOOL, BOOL)]],
  ['!_', [{ params: [BOOL], result: BOOL }]],
  ['-_', [INT, DOUBLE, DURATION].map((type) => ({ params: [type], result: type }))],
  ['_?_:_', [{ params: [BOOL, T, T], result: T }]],
  [
    '_+_',
    [
      ...[...NUMBERS, STRING, BYTES, DURATION].map(closed),
      closed(listOf(T)),
      binary(TIMESTAMP, DURATION, TIMESTAMP),
      binary(DURATION, TIMESTAMP, TIMESTAMP),
    ],
  ],
  [
    '_-_',
    [
      ...[...NUMBERS, DURATION].map(closed),
      binary(TIMESTAMP, TIMESTAMP, DURATION),
      binary(TIMESTAMP, DURATION, TIMESTAMP),
    ],
  ],
  ['_*_', NUMBERS.map(closed)],
  ['_/_', NUMBERS.map(closed)],
  ['_%_', [closed(INT), closed(UINT)]],
  ['@in', [binary(T, listOf(T), BOOL), binary(K, mapOf(K, T), BOOL)]],
  ['_[_]', [...indexing(T)]],
  ['_[?_]', [...indexing(optionalOf(T))]],
])

function indexing(result: Type): Signature[] {
  const optional = result.kind === 'optional' ? result : optionalOf(result)
  return [
    binary(listOf(T), INT, result),
    binary(mapOf(K, T), K, result),
    binary(optionalOf(listOf(T)), INT, optional),
    binary(optionalOf(mapOf(K, T)), K, optional),
  ]
}

/** The overloads of an operator; undefined for any other function. */
export function operatorOverloads(name: string): readonly Signature[] | undefined {
  return OPERATORS.get(name)
}
