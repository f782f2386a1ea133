/** Doubles as text. */

/** A double as Go's `strconv.FormatFloat(f, 'g', -1, 64)` writes it: `1.5`, `1e+21`, `+Inf`. */
export function formatDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  if (Object.is(value, -0)) return '-0'
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power >= -4 && power < 21) return plain(value, power)
  const digits = String(Math.abs(power)).padStart(2, '0')
  return `${mantissa}e${power < 0 ? '-' : '+'}${digits}`
}

function plain(value: number, power: number): string {
  const text = String(value)
  if (!text.includes('e')) return text
  const digits = value.toExponential().split('e')[0]!.replace('.', '').length
  return value.toFixed(Math.max(digits - 1 - power, 0))
}
