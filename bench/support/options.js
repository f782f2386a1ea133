/** Options of a benchmark: `--pods=1000`. */

/**
 * The options given, over the defaults.
 * @template {Record<string, number>} T
 * @param {T} defaults
 * @returns {T}
 */
export function readOptions(defaults) {
  const options = { ...defaults }
  for (const word of process.argv.slice(2)) {
    const [name = '', value] = word.replace(/^--/, '').split('=')
    if (!Object.hasOwn(defaults, name) || Number.isNaN(Number(value)))
      throw new Error(
        `${word}: the options are ${Object.keys(defaults)
          .map((each) => `--${each}=NUMBER`)
          .join(' ')}`,
      )
    Object.assign(options, { [name]: Number(value) })
  }
  return options
}
