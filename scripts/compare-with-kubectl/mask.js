/** What two programs cannot print alike. */

/** @type {readonly [what: RegExp, as: string][]} */
const masks = [
  [/\bkubelite\b/g, 'kubectl'],
  [/\bkubeliteVersion\b/g, 'kubectlVersion'],
  // Go prints maps of pointers with their addresses.
  [/:0x[0-9a-f]+/g, ''],
  [/"(gitVersion|major|minor|gitCommit|gitTreeState|buildDate|goVersion|compiler)": "[^"]*"/g, '"$1": ""'],
  [/\b(gitVersion|major|minor|gitCommit|gitTreeState|buildDate|goVersion|compiler): .*/g, '$1:'],
  [/^Kubelite Version: .*\n/gm, ''],
  [/,\n\s*"kubectlVersion": .*/g, ''],
  [/^(kubeliteVersion|kubectlVersion): .*\n/gm, ''],
]

/** A text without it. @param {string} text */
export function masked(text) {
  return masks.reduce((rest, [what, as]) => rest.replace(what, as), text)
}
