/** What `kubelite.dev/fail` on a pod asks for: that its containers fail once, or the pod as a whole. */

/** How something is to fail. */
export interface Failure {
  reason: 'Error' | 'OOMKilled' | 'Completed' | 'Evicted' | 'Unready'
  /** The exit code of the containers; of no meaning for Evicted and Unready. */
  exitCode: number
}

const EXIT_CODES: Readonly<Record<Failure['reason'], number>> = {
  Error: 1,
  OOMKilled: 137,
  Completed: 0,
  Evicted: 137,
  Unready: 0,
}

/** `<reason>` or, where containers end by themselves, `Error:<exit code>`. */
export function parseFailure(text: string): Failure {
  const [name = '', code, ...rest] = text.split(':')
  const reason = (Object.keys(EXIT_CODES) as Failure['reason'][]).find((each) => each === name)
  if (reason === undefined || rest.length > 0)
    throw new Error(`must be one of ${Object.keys(EXIT_CODES).join(', ')}, or Error:<exit code>`)
  if (code === undefined) return { reason, exitCode: EXIT_CODES[reason] }
  const exitCode = Number(code)
  if (!/^\d+$/.test(code) || exitCode > 255) throw new Error('the exit code must be from 0 to 255')
  const fits = reason === 'Error' ? exitCode > 0 : exitCode === EXIT_CODES[reason]
  if (!fits || reason === 'Evicted' || reason === 'Unready')
    throw new Error(`${reason} does not go with exit code ${exitCode}`)
  return { reason, exitCode }
}
