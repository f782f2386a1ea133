/** The state of one execution: variables, output and the bounds that keep it finite. */
import { quote } from '../../apimachinery/go-format.ts'
import { type Node, nodeText, type Statement } from './nodes.ts'
import { TemplateError } from './template-error.ts'
import type { Held } from './value.ts'

const STEP_LIMIT = 10_000_000
const OUTPUT_LIMIT = 128 * 1024 * 1024

/** What all templates of one execution share. */
export interface Shared {
  name: string
  text: string
  templates: ReadonlyMap<string, readonly Statement[]>
  allowMissingKeys: boolean
  output: string
  steps: number
}

/** What one invoked template has of its own. */
export interface State {
  shared: Shared
  templateName: string
  depth: number
  variables: { name: string; held: Held }[]
  /** The node at hand, which errors name. */
  node: Node | undefined
}

/** Notes the node at hand and counts it. */
export function visit(state: State, node: Node): void {
  state.node = node
  countStep(state)
}

/** Counts a step of the execution, which ends when there are too many. */
export function countStep(state: State): void {
  if (++state.shared.steps > STEP_LIMIT) fail(state, 'exceeded maximum number of steps')
}

/** Adds to the output. */
export function write(state: State, text: string): void {
  state.shared.output += text
  if (state.shared.output.length > OUTPUT_LIMIT) fail(state, 'exceeded maximum size of output')
}

/** Throws a TemplateError that names the node at hand. */
export function fail(state: State, message: string): never {
  const { node, shared, templateName } = state
  if (!node) throw new TemplateError(`template: ${templateName}: ${message}`)
  const where = `${shared.name}:${locate(shared.text, node.at)}`
  throw new TemplateError(
    `template: ${where}: executing ${quote(templateName)} at <${nodeText(node)}>: ${message}`,
  )
}

/** Line and byte in the line of an offset. */
function locate(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `${line}:${Buffer.byteLength(before.slice(before.lastIndexOf('\n') + 1))}`
}

/** Adds a variable; it is visible until the block ends. */
export function pushVariable(state: State, name: string, held: Held): void {
  state.variables.push({ name, held })
}

/** Gives a variable another value, the innermost one of its name. */
export function setVariable(state: State, name: string, held: Held): void {
  const variable = state.variables.findLast((candidate) => candidate.name === name)
  if (!variable) fail(state, `undefined variable: ${name}`)
  variable.held = held
}

/** The value of the innermost variable of the name. */
export function getVariable(state: State, name: string): Held {
  const variable = state.variables.findLast((candidate) => candidate.name === name)
  return variable ? variable.held : fail(state, `undefined variable: ${name}`)
}
