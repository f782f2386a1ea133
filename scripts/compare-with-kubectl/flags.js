/** The flags that kubectl has, by command: what docs/kubectl.md tells of is held against this list. */

/** @typedef {import('./compare.js').Program} Program */

/**
 * Asks for the help of all commands. Gives the names of flags by the path of each command; those of all commands under ''.
 * @param {Program} kubectl @returns {Promise<Record<string, string[]>>}
 */
export async function collectFlags(kubectl) {
  const place = { cwd: '/', env: { PATH: '/usr/bin:/bin', HOME: '/', KUBECONFIG: '/nosuch' } }
  const help = async (/** @type {string[]} */ words) => (await kubectl(words, place)).stdout
  const found = { '': flagsIn(await help(['options'])) }
  const visit = async (/** @type {string[]} */ path) => {
    const text = await help([...path, '--help'])
    const below = commandsIn(text)
    if (path.length > 0) found[path.join(' ')] = flagsIn(text)
    for (const name of below) await visit([...path, name])
  }
  await visit([])
  return Object.fromEntries(Object.entries(found).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** @param {string} text */
function flagsIn(text) {
  return [...text.matchAll(/^ {4}(?:-\w, )?--([\w-]+)=.*:$/gm)].map((match) => match[1] ?? '').sort()
}

/** Commands stand below headings that name them. @param {string} text */
function commandsIn(text) {
  const sections = [...text.matchAll(/^[A-Z].*Commands?(?: \(.*\))?:\n((?: {2}\S.*\n)+)/gm)]
  return sections.flatMap(([, body = '']) =>
    body
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/)[0] ?? ''),
  )
}
