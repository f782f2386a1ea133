/** Kubernetes' quantity library (k8s.io/apiserver, pkg/cel/library/quantity.go). */
import {
  addQuantities,
  compareQuantities,
  formatQuantity,
  parseQuantity,
  type Quantity,
  subtractQuantities,
  tryParseQuantity,
} from '../../apimachinery/quantity.ts'
import { checkInt } from '../arithmetic.ts'
import { EvaluationError } from '../errors.ts'
import type { FunctionTable } from '../functions/overload.ts'
import { Opaque } from '../values/value.ts'

const WHOLE = 1_000_000_000n

class QuantityValue extends Opaque {
  override readonly typeName = 'kubernetes.Quantity'
  readonly quantity: Quantity

  constructor(quantity: Quantity) {
    super()
    this.quantity = quantity
  }

  override equals({ quantity }: QuantityValue): boolean {
    return compareQuantities(this.quantity, quantity) === 0
  }

  get isInteger(): boolean {
    const { nanos } = this.quantity
    return nanos % WHOLE === 0n && nanos / WHOLE === BigInt.asIntN(64, nanos / WHOLE)
  }
}

const compare = ({ quantity: a }: QuantityValue, { quantity: b }: QuantityValue) => compareQuantities(a, b)
const fromInteger = (value: bigint): Quantity => ({ nanos: value * WHOLE, format: 'DecimalSI' })

/** The value of a quantity's text. Throws EvaluationError for what is none. */
export function quantityValue(text: string): Opaque {
  try {
    return new QuantityValue(parseQuantity(text))
  } catch (error) {
    throw new EvaluationError((error as Error).message)
  }
}

export const quantity: FunctionTable = {
  'isQuantity(string): bool': (text: string) => tryParseQuantity(text) !== undefined,
  'quantity(string): Quantity': quantityValue,
  'Quantity.sign(): int': ({ quantity: { nanos } }: QuantityValue) =>
    nanos > 0n ? 1n : nanos < 0n ? -1n : 0n,
  'Quantity.isInteger(): bool': (value: QuantityValue) => value.isInteger,
  'Quantity.asInteger(): int': (value: QuantityValue) => {
    if (value.isInteger) return checkInt(value.quantity.nanos / WHOLE)
    throw new EvaluationError('cannot convert value to integer')
  },
  'Quantity.asApproximateFloat(): double': ({ quantity: { nanos } }: QuantityValue) =>
    Number(nanos) / Number(WHOLE),
  'Quantity.add(Quantity): Quantity': ({ quantity: a }: QuantityValue, { quantity: b }: QuantityValue) =>
    new QuantityValue(addQuantities(a, b)),
  'Quantity.add(int): Quantity': ({ quantity: a }: QuantityValue, b: bigint) =>
    new QuantityValue(addQuantities(a, fromInteger(b))),
  'Quantity.sub(Quantity): Quantity': ({ quantity: a }: QuantityValue, { quantity: b }: QuantityValue) =>
    new QuantityValue(subtractQuantities(a, b)),
  'Quantity.sub(int): Quantity': ({ quantity: a }: QuantityValue, b: bigint) =>
    new QuantityValue(subtractQuantities(a, fromInteger(b))),
  'Quantity.isLessThan(Quantity): bool': (a: QuantityValue, b: QuantityValue) => compare(a, b) < 0,
  'Quantity.isGreaterThan(Quantity): bool': (a: QuantityValue, b: QuantityValue) => compare(a, b) > 0,
  'Quantity.compareTo(Quantity): int': (a: QuantityValue, b: QuantityValue) =>
    BigInt(Math.sign(compare(a, b))),
  'string(Quantity): string': (value: QuantityValue) => formatQuantity(value.quantity),
}
