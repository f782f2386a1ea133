/** How benchmarks tell what they found. */

/** A line: what was measured, the figures, and against which bar. @param {string} title @param {string[]} figures */
export function tell(title, ...figures) {
  console.log(`${title.padEnd(48)}${figures.join('  ')}`)
}

/** A figure beside the bar that it should not pass. @param {number} figure @param {number} bar @param {string} [unit] */
export function against(figure, bar, unit = '×') {
  const digits = unit === '×' ? 2 : 0
  return `${figure.toFixed(digits)} ${unit} (bar ${bar} ${unit}: ${figure <= bar ? 'met' : 'MISSED'})`
}

/** @param {number} ms */
export function milliseconds(ms) {
  return `${ms.toFixed(1).padStart(7)} ms`
}
