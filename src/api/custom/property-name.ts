/** How the names of properties are written in rules (k8s.io/apiserver, pkg/cel/escaping.go). */

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
const ESCAPES: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
}

/** The name of a property in rules; undefined for a name that rules cannot write. */
export function escapeProperty(name: string): string | undefined {
  if (RESERVED.has(name)) return `__${name}__`
  if (!/^[A-Za-z_.\-/][\w.\-/]*$/.test(name)) return undefined
  return name.replace(/__|[.\-/]/g, (part) => ESCAPES[part] ?? part)
}
