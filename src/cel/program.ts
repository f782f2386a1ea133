/** From the text of an expression to something that can be evaluated. */
import { check } from './check/check.ts'
import { createFacts, type Facts } from './check/facts.ts'
import { Meter } from './cost.ts'
import { kubernetesFunctions } from './environment.ts'
import { Evaluator } from './evaluate.ts'
import type { Variables } from './evaluation.ts'
import type { Functions } from './functions/overload.ts'
import type { Expression } from './syntax/expression.ts'
import { CompileError } from './syntax/issue.ts'
import { parse } from './syntax/parser.ts'
import { type ObjectType, runtimeType, type Type } from './type.ts'
import type { Value } from './values/value.ts'

/** What an expression may refer to, and what it must give. */
export interface ProgramOptions {
  readonly variables: ReadonlyMap<string, Type>
  /** The types that the value may have; any when left out. */
  readonly results?: readonly Type[]
  /** The types that the expression can make by name; none when left out. */
  readonly structs?: (name: string) => ObjectType | undefined
  /** Kubernetes' when left out. */
  readonly functions?: Functions
}

/** A checked expression. */
export interface Program {
  readonly type: Type
  readonly tree: Expression
  /** What is known of its parts; found out anew with each call. */
  facts(): Facts
  /** Does it refer to a variable of that name? */
  uses(variable: string): boolean
  /**
   * Its value. Throws EvaluationError, and CostLimitError when it takes too long. What it cost is added to the meter.
   */
  evaluate(variables: Variables, meter?: Meter): Value
}

/** Thrown for a value of the wrong type: `must evaluate to bool but got int` (apiserver's plugin/cel/compile.go). */
export class ResultTypeError extends Error {
  override name = 'ResultTypeError'
}

/** Parses and checks an expression. Throws CompileError, and ResultTypeError where its value is not what is wanted. */
export function compile(source: string, options: ProgramOptions): Program {
  const tree = parse(source)
  const functions = options.functions ?? kubernetesFunctions
  const { variables, results, structs } = options
  const declarations = { variables, functions, ...(structs && { structs }) }
  const { type, issues } = check(tree, declarations)
  if (issues.length > 0) throw new CompileError(source, issues)
  const wanted = results?.map(runtimeType) ?? []
  const found = runtimeType(type)
  // What may or may not be of the type will not do either, as upstream.
  if (wanted.length > 0 && !wanted.includes(found)) {
    const choice = wanted.length === 1 ? wanted[0] : `one of [${wanted.join(' ')}]`
    throw new ResultTypeError(`must evaluate to ${choice} but got ${found}`)
  }
  return {
    type,
    tree,
    facts() {
      const facts = createFacts()
      check(tree, { ...declarations, facts })
      return facts
    },
    uses: (variable) => mentions(tree, variable),
    evaluate: (values, meter = new Meter()) => new Evaluator(functions, meter).run(tree, values),
  }
}

/** Names of folds that hide a variable are left out of account: who hides `self` means to confuse. */
function mentions(node: Expression, name: string): boolean {
  return (
    (node.kind === 'identifier' && node.name === name) ||
    childrenOf(node).some((child) => mentions(child, name))
  )
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'identifier':
      return []
    case 'select':
      return [node.operand]
    case 'call':
      return node.target ? [node.target, ...node.args] : node.args
    case 'list':
      return node.items
    case 'map':
      return node.entries.flatMap(({ key, value }) => [key, value])
    case 'struct':
      return node.fields.map(({ value }) => value)
    case 'fold':
      return [node.range, node.predicate, node.transform].filter((child) => child !== undefined)
    case 'bind':
    case 'optionalMap':
      return [node.value, node.body]
  }
}
