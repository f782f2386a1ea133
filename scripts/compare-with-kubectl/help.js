/** Help texts are compared by what is no prose: commands, aliases, flags with their defaults, usage lines. */

/** Flags of kubelite that kubectl does not have. */
const OWN = ['--data-dir', '--real-time']

/** A help text without its prose; another text as it is. @param {string} text */
export function reduceHelp(text) {
  if (!/^(Usage|Available Commands):\n/m.test(text)) return text
  return [
    ...sectionOf(text, 'Aliases'),
    ...sectionOf(text, 'Available Commands').map((line) => line.trim().split(/\s+/)[0]),
    ...flagsOf(text),
    ...sectionOf(text, 'Usage').map((line) => line.trim()),
    ...text.split('\n').filter((line) => /^Use "kubectl .*(--help|options)" /.test(line)),
    ...text.split('\n').filter((line) => line.startsWith('error: ')),
  ].join('\n')
}

/** The lines below a heading, up to the next blank one. @param {string} text @param {string} heading */
function sectionOf(text, heading) {
  const [, body = ''] = new RegExp(`^${heading}:\\n((?:.+\\n)*)`, 'm').exec(text) ?? []
  return body.split('\n').filter(Boolean)
}

/** @param {string} text */
function flagsOf(text) {
  const flags = [...text.matchAll(/^ {4}((?:-\w, )?--[\w-]+=.*):$/gm)].map((match) => match[1] ?? '')
  return flags.filter((flag) => !OWN.some((own) => flag.startsWith(`${own}=`)))
}
