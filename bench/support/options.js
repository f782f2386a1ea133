/** Options of a benchmark: `--pods=1000`. */

/**
 * The options given, over the defaults.
 * @template {Record<string, number | string>} T
 * @param {T} defaults
 * @returns {T}
 */
export function readOptions(defaults) {
  const options = { ...defaults }
  for (const word of process.argv.slice(2)) {
    const [name = '', value] = word.replace(/^--/, '').split('=')
    const isText = typeof defaults[name] === 'string'
    if (!Object.hasOwn(defaults, name) || value === undefined || (!isText && Number.isNaN(Number(value))))
      throw new Error(
        `${word}: the options are ${Object.keys(defaults)
          .map((each) => `--${each}=${typeof defaults[each] === 'string' ? 'TEXT' : 'NUMBER'}`)
          .join(' ')}`,
      )
    Object.assign(options, { [name]: isText ? value : Number(value) })
  }
  return options
}
