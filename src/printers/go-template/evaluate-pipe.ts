/** Evaluates pipelines, commands and operands. */
import { quote } from '../../apimachinery/go-format.ts'
import { isJsonObject } from '../../base/json.ts'
import { ownValue } from '../go-value.ts'
import { FunctionError } from './function-error.ts'
import { FUNCTIONS, type ParameterType, type TemplateFunction } from './functions.ts'
import { type Command, nodeText, type Operand, type OperandOf, type Pipe } from './nodes.ts'
import { fail, getVariable, pushVariable, type State, setVariable, visit } from './state.ts'
import { concrete, type Held, held, heldTypeName, isTrue, MISSING, TypedNumber, unwrap } from './value.ts'

/** The value of a pipeline; its variables are declared or set. */
export function evaluatePipe(state: State, dot: Held, pipe: Pipe): Held {
  visit(state, pipe)
  let value: Held | undefined
  for (const command of pipe.commands) {
    const result = evaluateCommand(state, dot, command, value)
    value = result.isInterface ? unwrap(result) : result
  }
  const result = value ?? MISSING
  for (const name of pipe.variables)
    if (pipe.isAssign) setVariable(state, name, result)
    else pushVariable(state, name, result)
  return result
}

/** `final` is the value that the command before this one pipes in. */
function evaluateCommand(state: State, dot: Held, command: Command, final: Held | undefined): Held {
  const [first, ...args] = command.args
  if (!first) return fail(state, 'empty command')
  switch (first.type) {
    case 'field':
      return evaluateField(state, dot, first, args.length > 0 || final !== undefined)
    case 'chain':
      return evaluateChain(state, dot, first, args.length > 0 || final !== undefined)
    case 'variable':
      return evaluateVariable(state, first, args.length > 0 || final !== undefined)
    case 'identifier':
      return evaluateFunction(state, dot, first, { node: command, args, final })
    case 'pipe':
      checkNoArguments(state, first, args, final)
      return evaluatePipe(state, dot, first)
    default:
      visit(state, first)
      checkNoArguments(state, first, args, final)
      return first.type === 'nil' ? fail(state, 'nil is not a command') : evaluateTerm(dot, first)
  }
}

type Term = OperandOf<'dot'> | OperandOf<'bool'> | OperandOf<'number'> | OperandOf<'string'>

function evaluateTerm(dot: Held, term: Term): Held {
  if (term.type === 'dot') return dot
  if (term.type === 'number') return concrete(new TypedNumber(term.value, term.numberType))
  return concrete(term.value)
}

function checkNoArguments(state: State, node: Operand, args: Operand[], final: Held | undefined): void {
  if (args.length > 0 || final !== undefined) failArguments(state, node)
}

function failArguments(state: State, node: Operand): never {
  return fail(state, `can't give argument to non-function ${nodeText(node)}`)
}

function evaluateField(state: State, dot: Held, node: OperandOf<'field'>, hasArguments: boolean): Held {
  visit(state, node)
  return followPath(state, dot, node.path, hasArguments)
}

function evaluateChain(state: State, dot: Held, node: OperandOf<'chain'>, hasArguments: boolean): Held {
  visit(state, node)
  const receiver = evaluateArgument(state, dot, node.operand, 'value')
  return followPath(state, receiver, node.path, hasArguments)
}

function evaluateVariable(state: State, node: OperandOf<'variable'>, hasArguments: boolean): Held {
  visit(state, node)
  const [name = '$', ...path] = node.path
  const value = getVariable(state, name)
  if (path.length > 0) return followPath(state, value, path, hasArguments)
  return hasArguments ? failArguments(state, node) : value
}

function followPath(state: State, start: Held, path: string[], hasArguments: boolean): Held {
  let receiver = start
  path.forEach((name, index) => {
    receiver = getField(state, receiver, name, hasArguments && index === path.length - 1)
  })
  return receiver
}

function getField(state: State, receiver: Held, name: string, hasArguments: boolean): Held {
  const { value } = receiver
  if (value === undefined) {
    if (!state.shared.allowMissingKeys) fail(state, `nil data; no entry for key ${quote(name)}`)
    return MISSING
  }
  if (value === null) fail(state, `nil pointer evaluating ${heldTypeName(receiver)}.${name}`)
  if (!isJsonObject(value) || value instanceof TypedNumber)
    return fail(state, `can't evaluate field ${name} in type ${heldTypeName(receiver)}`)
  if (hasArguments) fail(state, `${name} is not a method but has arguments`)
  const result = held(ownValue(value, name))
  if (result.value === undefined && !state.shared.allowMissingKeys)
    fail(state, `map has no entry for key ${quote(name)}`)
  return result
}

/** How long all texts together may be that a function is called with. */
const TEXT_LIMIT = 8 * 1024 * 1024

/** A call: the node that errors name, the arguments as written, and the one piped in. */
interface Call {
  node: Command | Operand
  args: Operand[]
  final: Held | undefined
}

function evaluateFunction(state: State, dot: Held, node: OperandOf<'identifier'>, call: Call): Held {
  visit(state, node)
  const { name } = node
  const callee = FUNCTIONS.get(name)
  if (!callee) return fail(state, `${quote(name)} is not a defined function`)
  checkArgumentCount(state, name, callee, call)
  if (name === 'and' || name === 'or') return evaluateLogic(state, dot, name, call)
  const values = call.args.map((arg, index) =>
    evaluateArgument(state, dot, arg, parameterType(callee, index)),
  )
  if (call.final) values.push(checkType(state, call.final, parameterType(callee, values.length)))
  checkSize(state, values)
  try {
    const shown = call.args[0] ? nodeText(call.args[0]) : name
    return callee.call(
      values.map(({ value }) => value),
      shown,
    )
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error
    state.node = call.node
    return fail(state, `error calling ${name}: ${error.message}`)
  }
}

/** Functions make text longer: without a bound, a few dozen calls that double it exhaust the memory. */
function checkSize(state: State, values: readonly Held[]): void {
  const size = values.reduce((sum, { value }) => sum + (typeof value === 'string' ? value.length : 0), 0)
  if (size > TEXT_LIMIT) fail(state, 'exceeded maximum size of text')
}

function parameterType(callee: TemplateFunction, index: number): ParameterType {
  return callee.parameters[index] ?? callee.rest ?? 'any'
}

function checkArgumentCount(state: State, name: string, callee: TemplateFunction, call: Call): void {
  const fixed = callee.parameters.length
  const count = call.args.length + (call.final ? 1 : 0)
  if (callee.rest && count < fixed)
    fail(state, `wrong number of args for ${name}: want at least ${fixed} got ${call.args.length}`)
  if (!callee.rest && count !== fixed)
    fail(state, `wrong number of args for ${name}: want ${fixed} got ${count}`)
}

/** `and` and `or` stop at the first argument that decides, and yield it. */
function evaluateLogic(state: State, dot: Held, name: 'and' | 'or', { args, final }: Call): Held {
  let value = MISSING
  for (const arg of args) {
    value = evaluateArgument(state, dot, arg, 'value')
    if (isTrue(value.value) === (name === 'or')) return value
  }
  return final ?? value
}

function evaluateArgument(state: State, dot: Held, node: Operand, type: ParameterType): Held {
  visit(state, node)
  switch (node.type) {
    case 'dot':
      return checkType(state, dot, type)
    case 'nil':
      return type === 'string' ? fail(state, 'cannot assign nil to string') : MISSING
    case 'field':
      return checkType(state, evaluateField(state, dot, node, false), type)
    case 'variable':
      return checkType(state, evaluateVariable(state, node, false), type)
    case 'pipe':
      return checkType(state, evaluatePipe(state, dot, node), type)
    case 'identifier':
      return checkType(state, evaluateFunction(state, dot, node, { node, args: [], final: undefined }), type)
    case 'chain':
      return checkType(state, evaluateChain(state, dot, node, false), type)
    default:
      if (type === 'string' && node.type !== 'string') fail(state, `expected string; found ${nodeText(node)}`)
      return evaluateTerm(dot, node)
  }
}

function checkType(state: State, argument: Held, type: ParameterType): Held {
  if (type !== 'string' || typeof argument.value === 'string') return argument
  if (argument.value === undefined) return fail(state, 'invalid value; expected string')
  const actual = argument.value === null ? 'interface {}' : heldTypeName(unwrap(argument))
  return fail(state, `wrong type for value; expected string; got ${actual}`)
}
