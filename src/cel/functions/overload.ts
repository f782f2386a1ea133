/** Functions of CEL: tables of signatures with what they do. */
import { parseType, splitTypes, type Type } from '../type.ts'
import type { Value } from '../values/value.ts'

/** One way of calling a function. Of a method, the receiver is the first parameter. */
export interface Overload {
  readonly name: string
  readonly isMethod: boolean
  readonly params: readonly Type[]
  readonly result: Type
  run(...args: Value[]): Value
}

/**
 * Functions by their signatures: `string.indexOf(string): int` is a method of strings, `math.abs(int): int` a function
 * with a dotted name. Each is called with values of the types that its signature names.
 */
export type FunctionTable = Readonly<Record<string, (...args: never[]) => Value>>

/** All functions that an expression may call. */
export interface Functions {
  /** Those of a name; `isMethod` tells `x.f(y)` from `f(x, y)`. */
  find(name: string, isMethod: boolean): readonly Overload[]
}

/** The functions of several tables. Signatures are read when a function of their name is first looked for. */
export function createFunctions(tables: readonly FunctionTable[]): Functions {
  const byName = new Map<string, [signature: string, run: Overload['run']][]>()
  for (const table of tables)
    for (const [signature, run] of Object.entries(table)) {
      const name = lastName(signature)
      const same = byName.get(name)
      if (same) same.push([signature, run as Overload['run']])
      else byName.set(name, [[signature, run as Overload['run']]])
    }
  const known = new Map<string, readonly Overload[]>()
  const overloads = (last: string) => {
    const found = known.get(last) ?? (byName.get(last) ?? []).map(([text, run]) => readSignature(text, run))
    known.set(last, found)
    return found
  }
  return {
    find: (name, isMethod) =>
      overloads(name.slice(name.lastIndexOf('.') + 1)).filter(
        (overload) => overload.name === name && overload.isMethod === isMethod,
      ),
  }
}

/** What stands before the parenthesis, without receiver or prefix. */
function lastName(signature: string): string {
  const head = signature.slice(0, signature.indexOf('('))
  return head.slice(head.lastIndexOf('.') + 1)
}

function readSignature(signature: string, run: Overload['run']): Overload {
  const [, head = '', params = '', result = ''] = /^([^(]+)\((.*)\): (.+)$/.exec(signature) ?? []
  const dot = head.lastIndexOf('.')
  const receiver = dot < 0 ? undefined : parseType(head.slice(0, dot))
  const types = splitTypes(params).map((text) => requireType(text, signature))
  return {
    name: receiver ? head.slice(dot + 1) : head,
    isMethod: receiver !== undefined,
    params: receiver ? [receiver, ...types] : types,
    result: requireType(result, signature),
    run,
  }
}

function requireType(text: string, signature: string): Type {
  const type = parseType(text)
  if (type) return type
  throw new Error(`there is no type ${text}: ${signature}`)
}
