/** The difference of two values as the API server shows it in errors: a unified diff of their JSON. */

const CONTEXT = 3

interface Edit {
  mark: ' ' | '-' | '+'
  text: string
}

/**
 * A unified diff, with hunks but no file names, of the two values written as JSON over several lines; '' where
 * they are equal. The API server compares its internal structs: give the fields under their Go names, in Go's order.
 */
export function diffValues(before: unknown, after: unknown): string {
  const edits = editScript(lines(before), lines(after))
  return hunks(edits)
    .map((hunk) => formatHunk(edits, hunk))
    .join('')
}

function lines(value: unknown): string[] {
  return JSON.stringify(value, null, 1).split('\n')
}

/** The shortest way from one list of lines to the other, removals first (longest common subsequence). */
function editScript(a: readonly string[], b: readonly string[]): Edit[] {
  const common = commonLengths(a, b)
  const edits: Edit[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      edits.push({ mark: ' ', text: a[i]! })
      i++
      j++
    } else if (i < a.length && (j === b.length || common[i + 1]![j]! >= common[i]![j + 1]!))
      edits.push({ mark: '-', text: a[i++]! })
    else edits.push({ mark: '+', text: b[j++]! })
  }
  return edits
}

/** For every pair of positions: how many lines the rests of both lists have in common. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i]![j] =
        a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  return table
}

/** Ranges of edits around changes: those nearer to each other than twice the context are one. */
function hunks(edits: readonly Edit[]): [start: number, end: number][] {
  const found: [number, number][] = []
  edits.forEach(({ mark }, index) => {
    if (mark === ' ') return
    const [start, end] = [Math.max(index - CONTEXT, 0), Math.min(index + CONTEXT + 1, edits.length)]
    const last = found.at(-1)
    if (last && start <= last[1]) last[1] = end
    else found.push([start, end])
  })
  return found
}

function formatHunk(edits: readonly Edit[], [start, end]: readonly [number, number]): string {
  const before = edits.slice(0, start)
  const inside = edits.slice(start, end)
  const range = (without: Edit['mark']) => {
    const [skipped, count] = [before, inside].map(
      (part) => part.filter(({ mark }) => mark !== without).length,
    )
    return `${skipped! + (count === 0 ? 0 : 1)}${count === 1 ? '' : `,${count}`}`
  }
  const header = `@@ -${range('+')} +${range('-')} @@\n`
  return header + inside.map(({ mark, text }) => `${mark}${text}\n`).join('')
}
