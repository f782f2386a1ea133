/** Tells what a comparison has found. */

/**
 * Prints the lines that differ, and those that are said to differ and do not. True if there is neither.
 * @param {import('./compare.js').Comparison[]} found
 */
export function tellDifferences(found) {
  const wrong = found.filter(({ differs, reason }) => differs !== (reason !== undefined))
  for (const { subject, line, kubectl, kubelite, differs } of wrong) {
    console.log(`\n${subject}: ${line}`)
    if (!differs) console.log('  is said to differ, and does not')
    else
      for (const part of /** @type {const} */ (['exitCode', 'stdout', 'stderr']))
        if (kubectl[part] !== kubelite[part]) tellPart(part, String(kubectl[part]), String(kubelite[part]))
  }
  const width = Math.max(...found.map(({ subject }) => subject.length))
  console.log(`\n${'subject'.padEnd(width)}  lines  alike  known to differ  wrong`)
  for (const subject of new Set(found.map((each) => each.subject))) {
    const all = found.filter((each) => each.subject === subject)
    const count = (/** @type {(each: import('./compare.js').Comparison) => boolean} */ is) =>
      String(all.filter(is).length)
    const figures = [
      String(all.length).padStart(5),
      count(({ differs }) => !differs).padStart(5),
      count(({ differs, reason }) => differs && reason !== undefined).padStart(15),
      count((each) => wrong.includes(each)).padStart(5),
    ]
    console.log(`${subject.padEnd(width)}  ${figures.join('  ')}`)
  }
  console.log(`\n${found.length} lines, ${wrong.length} of them wrong`)
  return wrong.length === 0
}

/** The lines that only one of the two has. @param {string} part @param {string} theirs @param {string} ours */
function tellPart(part, theirs, ours) {
  const [a, b] = [theirs.split('\n'), ours.split('\n')]
  const from = a.findIndex((each, index) => each !== b[index])
  console.log(`  ${part}, from line ${(from < 0 ? a.length : from) + 1}:`)
  const show = (/** @type {string[]} */ lines, /** @type {string} */ mark) => {
    for (const each of lines.slice(Math.max(from, 0), Math.max(from, 0) + 6))
      console.log(`    ${mark} ${each}`)
  }
  show(a, '-')
  show(b, '+')
}
