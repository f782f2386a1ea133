/** What a parsed template consists of, with each node's source text for error messages. */
import { quote } from '../../apimachinery/go-format.ts'

interface Base {
  /** Offset in the template's text. */
  at: number
}

/** Commands one after the other, each with the result of the one before as its last argument. */
export interface Pipe extends Base {
  type: 'pipe'
  isAssign: boolean
  variables: string[]
  commands: Command[]
}

/** A function or value with its arguments. */
export interface Command extends Base {
  type: 'command'
  args: Operand[]
}

/** The types that a number written in a template can have. */
export type NumberType = 'int' | 'float64'

/** What can be an argument. */
export type Operand =
  | (Base & { type: 'dot' })
  | (Base & { type: 'nil' })
  | (Base & { type: 'bool'; value: boolean })
  | (Base & { type: 'number'; value: number; numberType: NumberType; text: string })
  | (Base & { type: 'string'; value: string; text: string })
  | (Base & { type: 'identifier'; name: string })
  | (Base & { type: 'field'; path: string[] })
  | (Base & { type: 'variable'; path: string[] })
  | (Base & { type: 'chain'; operand: Operand; path: string[] })
  | Pipe

/** A statement with a body that runs or not, and one for the other case. */
export interface Branch extends Base {
  type: 'if' | 'with' | 'range'
  pipe: Pipe
  list: Statement[]
  elseList?: Statement[]
}

/** What stands in a template beside each other. */
export type Statement =
  | (Base & { type: 'text'; text: string })
  | (Base & { type: 'action'; pipe: Pipe })
  | (Base & { type: 'break' | 'continue' })
  | (Base & { type: 'template'; name: string; pipe?: Pipe })
  | Branch

/** The operands of a type. */
export type OperandOf<T extends Operand['type']> = Extract<Operand, { type: T }>
/** Any part of a parsed template. */
export type Node = Statement | Operand | Command

/** A node as Go prints it in `at <…>`. */
export function nodeText(node: Node): string {
  switch (node.type) {
    case 'text':
      return quote(node.text)
    case 'action':
      return `{{${nodeText(node.pipe)}}}`
    case 'break':
    case 'continue':
      return `{{${node.type}}}`
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe ? ` ${nodeText(node.pipe)}` : ''}}}`
    case 'if':
    case 'with':
    case 'range':
      return branchText(node)
    case 'command':
      return node.args.map(argumentText).join(' ')
    default:
      return operandText(node)
  }
}

function branchText(node: Branch): string {
  const elseText = node.elseList ? `{{else}}${node.elseList.map(nodeText).join('')}` : ''
  return `{{${node.type} ${nodeText(node.pipe)}}}${node.list.map(nodeText).join('')}${elseText}{{end}}`
}

function argumentText(node: Operand): string {
  return node.type === 'pipe' ? `(${nodeText(node)})` : nodeText(node)
}

function operandText(node: Operand): string {
  switch (node.type) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'bool':
      return String(node.value)
    case 'number':
    case 'string':
      return node.text
    case 'identifier':
      return node.name
    case 'field':
      return node.path.map((name) => `.${name}`).join('')
    case 'variable':
      return node.path.join('.')
    case 'chain':
      return argumentText(node.operand) + node.path.map((name) => `.${name}`).join('')
    case 'pipe':
      return pipeText(node)
  }
}

function pipeText({ variables, isAssign, commands }: Pipe): string {
  const target = variables.length > 0 ? `${variables.join(', ')} ${isAssign ? '=' : ':='} ` : ''
  return target + commands.map(nodeText).join(' | ')
}
