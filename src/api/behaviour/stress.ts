/** The load that programs make which are there to make load: what tutorials use to show limits at work. */
import { quantityToNumber, tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Container } from '../../generated/types.ts'
import type { UsageCurve } from './usage.ts'

/** What is known without an annotation. */
export interface KnownUsage {
  cpu?: UsageCurve
  memory?: UsageCurve
}

const PROGRAM = /(?:^|\/)stress(?:-ng)?$/
const IMAGE = /(?:^|\/)stress(?:-ng)?(?:[:@]|$)/

/** What each of its processes takes where that is not said (stress --help). */
const DEFAULT_BYTES = 256 * 2 ** 20

/** The usage of `stress`, or of an image of that name, by its arguments; undefined for any other container. */
export function stressUsage({
  command: [program, ...words] = [],
  args = [],
  image = '',
}: Pick<Container, 'command' | 'args' | 'image'>): KnownUsage | undefined {
  const isStress = program === undefined ? IMAGE.test(image) : PROGRAM.test(program)
  if (!isStress) return undefined
  const options = optionsIn([...words, ...args])
  const cores = Number(options.get('cpu') ?? options.get('c') ?? options.get('cpus') ?? 0)
  const bytes = memoryIn(options)
  return { ...(cores > 0 && { cpu: always(cores) }), ...(bytes > 0 && { memory: always(bytes) }) }
}

/** `--vm 1`, `--vm=1`, `-c 2` and, as Go's programs take them, `-mem-total 150Mi`. */
function optionsIn(words: readonly string[]): Map<string, string> {
  const options = new Map<string, string>()
  for (const [index, word] of words.entries()) {
    const [, name = '', value] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? []
    if (name !== '') options.set(name, value ?? words[index + 1] ?? '')
  }
  return options
}

function memoryIn(options: ReadonlyMap<string, string>): number {
  const total = options.get('mem-total')
  if (total !== undefined) return bytesOf(total)
  const processes = Number(options.get('vm') ?? options.get('m') ?? 0)
  return processes * (options.has('vm-bytes') ? bytesOf(options.get('vm-bytes') ?? '') : DEFAULT_BYTES)
}

/** stress means powers of 1024 by `150M`; quantities such as `150Mi` say so. */
function bytesOf(text: string): number {
  const binary = /^\d+[KMGkmg]$/.test(text) ? `${text.slice(0, -1)}${text.slice(-1).toUpperCase()}i` : text
  const quantity = tryParseQuantity(binary.replace(/[Bb]$/, ''))
  return quantity === undefined ? 0 : quantityToNumber(quantity)
}

function always(amount: number): UsageCurve {
  return [{ at: 0, amount }]
}
