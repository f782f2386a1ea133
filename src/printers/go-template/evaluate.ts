/** Runs a template: statements, ranges and invocations of other templates. */
import { quote } from '../../apimachinery/go-format.ts'
import { isJsonObject } from '../../base/json.ts'
import { sortedKeys } from '../go-value.ts'
import { evaluatePipe } from './evaluate-pipe.ts'
import type { Branch, Statement } from './nodes.ts'
import type { ParsedTemplate } from './parser.ts'
import { countStep, fail, pushVariable, type Shared, type State, setVariable, visit, write } from './state.ts'
import { TemplateError } from './template-error.ts'
import {
  concrete,
  goKind,
  type Held,
  held,
  int,
  isTrue,
  MISSING,
  numberOf,
  printed,
  TypedNumber,
} from './value.ts'

/** Go's own bound is 100,000 invocations; the text names it, though less is enough for any real template. */
const DEPTH_LIMIT = 1_000
const GO_DEPTH_LIMIT = 100_000

/** How a list of statements ended: by itself, or by a jump that the nearest range takes. */
type Outcome = 'done' | 'break' | 'continue'

/** What running a template gave: the output, and the error that ended it, if one did. */
export interface Execution {
  output: string
  error?: TemplateError
}

/** Runs a parsed template on data. */
export function execute(template: ParsedTemplate, data: unknown, allowMissingKeys: boolean): Execution {
  const { name, text, templates } = template
  const shared: Shared = { name, text, templates, allowMissingKeys, output: '', steps: 0 }
  const dot = data === null || data === undefined ? MISSING : concrete(data)
  const state: State = { shared, templateName: name, depth: 0, variables: [], node: undefined }
  pushVariable(state, '$', dot)
  try {
    runList(state, dot, templates.get(name) ?? [])
    return { output: shared.output }
  } catch (error) {
    if (error instanceof TemplateError) return { output: shared.output, error }
    // Deep recursion can exhaust the stack before the bounds are met.
    if (error instanceof RangeError) return { output: shared.output, error: tooDeep(name) }
    throw error
  }
}

function tooDeep(name: string): TemplateError {
  return new TemplateError(`template: ${name}: exceeded maximum template depth (${GO_DEPTH_LIMIT})`)
}

function runList(state: State, dot: Held, list: readonly Statement[]): Outcome {
  for (const statement of list) {
    const outcome = run(state, dot, statement)
    if (outcome !== 'done') return outcome
  }
  return 'done'
}

function run(state: State, dot: Held, statement: Statement): Outcome {
  visit(state, statement)
  switch (statement.type) {
    case 'text':
      write(state, statement.text)
      return 'done'
    case 'action':
      runAction(state, dot, statement)
      return 'done'
    case 'break':
    case 'continue':
      return statement.type
    case 'template':
      runTemplate(state, dot, statement)
      return 'done'
    default:
      return runBranch(state, dot, statement)
  }
}

function runAction(state: State, dot: Held, statement: Extract<Statement, { type: 'action' }>): void {
  const { value } = evaluatePipe(state, dot, statement.pipe)
  if (statement.pipe.variables.length > 0) return
  state.node = statement
  write(state, value === null || value === undefined ? '<no value>' : printed(value))
}

/** Runs an `if`, a `with` or a `range`; its variables end with it. */
function runBranch(state: State, dot: Held, branch: Branch): Outcome {
  const visible = state.variables.length
  const outcome = branch.type === 'range' ? runRange(state, dot, branch) : runCondition(state, dot, branch)
  state.variables.length = visible
  return outcome
}

function runCondition(state: State, dot: Held, branch: Branch): Outcome {
  const value = evaluatePipe(state, dot, branch.pipe)
  if (isTrue(value.value)) return runList(state, branch.type === 'with' ? value : dot, branch.list)
  return runList(state, dot, branch.elseList ?? [])
}

function runRange(state: State, dot: Held, branch: Branch): Outcome {
  const value = evaluatePipe(state, dot, branch.pipe)
  const visible = state.variables.length
  let isEmpty = true
  for (const [index, element] of iterate(state, value.value, branch)) {
    isEmpty = false
    countStep(state)
    bindElement(state, branch, index, element)
    const outcome = runList(state, element, branch.list)
    state.variables.length = visible
    if (outcome === 'break') break
  }
  return isEmpty ? runList(state, dot, branch.elseList ?? []) : 'done'
}

/** The pairs of index or key and element that a value is made of. */
function* iterate(state: State, value: unknown, branch: Branch): Generator<[Held, Held]> {
  if (value === null || value === undefined) return
  const kind = goKind(value)
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) yield [concrete(int(index)), held(element ?? null)]
  } else if (isJsonObject(value) && !(value instanceof TypedNumber)) {
    for (const key of sortedKeys(value)) yield [concrete(key), held(value[key])]
  } else if (kind === 'int' || kind === 'uint') {
    if (branch.pipe.variables.length > 1)
      fail(state, `can't use ${printed(value)} to iterate over more than one variable`)
    for (let count = 0; count < (numberOf(value) ?? 0); count++) {
      const element = concrete(value instanceof TypedNumber ? new TypedNumber(count, value.type) : count)
      yield [element, element]
    }
  } else fail(state, `range can't iterate over ${printed(value)}`)
}

/** Gives the variables of a range their values: with one the element, with two the index and the element. */
function bindElement(state: State, { pipe }: Branch, index: Held, element: Held): void {
  const [first, second] = pipe.variables
  if (first === undefined) return
  if (pipe.isAssign) {
    setVariable(state, first, second === undefined ? element : index)
    if (second !== undefined) setVariable(state, second, element)
    return
  }
  const { variables } = state
  const last = variables.at(-1)
  const before = variables.at(-2)
  if (last) last.held = element
  if (second !== undefined && before) before.held = index
}

function runTemplate(state: State, dot: Held, statement: Extract<Statement, { type: 'template' }>): void {
  const { shared } = state
  const { name } = statement
  const list = shared.templates.get(name) ?? fail(state, `template ${quote(name)} not defined`)
  if (state.depth >= DEPTH_LIMIT) fail(state, `exceeded maximum template depth (${GO_DEPTH_LIMIT})`)
  const argument = statement.pipe ? evaluatePipe(state, dot, statement.pipe) : MISSING
  const inner: State = {
    shared,
    templateName: name,
    depth: state.depth + 1,
    variables: [],
    node: undefined,
  }
  pushVariable(inner, '$', argument)
  runList(inner, argument, list)
}
