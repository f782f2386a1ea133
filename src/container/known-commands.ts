/** Whether a script calls only what a simulated container has. */

const BUILTINS = new Set(
  '. : [ alias break cd command continue declare eval exec exit export false getopts hash let local mapfile popd printf pushd pwd read readarray readonly return set shift shopt source test trap true type typeset umask unalias unset wait kill ulimit'.split(
    ' ',
  ),
)

/** Goes through a syntax tree of just-bash: the literal names of commands must be known, or functions of the script. */
export function callsOnly(tree: unknown, known: ReadonlySet<string>): boolean {
  const called = new Set<string>()
  const defined = new Set<string>()
  collect(tree, called, defined)
  return [...called].every((name) => {
    const program = name.replace(/^\/(usr\/)?(local\/)?bin\//, '')
    return known.has(program) || BUILTINS.has(name) || defined.has(name)
  })
}

/** Commands whose first word is a command itself. */
const RUNNERS = new Set(['builtin', 'command', 'env', 'exec', 'nohup', 'time', 'xargs'])

interface Word {
  parts?: { type: string; value?: string }[]
}

interface Node {
  type?: string
  name?: string | Word | null
  args?: Word[]
}

function collect(value: unknown, called: Set<string>, defined: Set<string>): void {
  if (value === null || typeof value !== 'object') return
  const { type, name, args = [] } = value as Node
  if (type === 'FunctionDef' && typeof name === 'string') defined.add(name)
  if (type === 'SimpleCommand' && name !== null && typeof name === 'object') {
    const program = literal(name)
    // A name that is made at run time is found out then.
    if (program !== undefined) called.add(isBeyond(program, args) ? `${program} beyond the cluster` : program)
    const run = RUNNERS.has(program ?? '') ? args.map(literal).find(isProgram) : undefined
    if (run !== undefined) called.add(run)
  }
  for (const child of Object.values(value)) collect(child, called, defined)
}

/** Servers are not simulated, nor is the world outside. */
function isBeyond(program: string, args: readonly Word[]): boolean {
  if (program === 'nc') return args.some(isListening)
  return ['curl', 'wget'].includes(program) && args.some(isOutside)
}

/** Domains of the world outside; any other name may be a service's in some namespace. */
const OUTSIDE = /^(?:\w+:\/\/)?[\w.-]+\.(?:ai|app|ch|cloud|co|com|de|dev|edu|eu|gov|io|net|org|uk)(?:[:/]|$)/

function isOutside(word: Word): boolean {
  return OUTSIDE.test(literal(word) ?? '')
}

function isListening(word: Word): boolean {
  return /^-[a-z]*l/.test(literal(word) ?? '')
}

/** Neither a flag nor an assignment. */
function isProgram(word: string | undefined): boolean {
  return word === undefined || !(word.startsWith('-') || word.includes('='))
}

function literal({ parts = [] }: Word): string | undefined {
  return parts.every(({ type }) => type === 'Literal')
    ? parts.map(({ value = '' }) => value).join('')
    : undefined
}
