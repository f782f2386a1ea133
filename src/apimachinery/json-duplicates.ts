/** Fields that a JSON text has twice: JSON.parse takes the last of them and is silent. Source: sigs.k8s.io/json, strict mode. */

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** Where the reader is: in an object with the keys so far, or in a list at an index. */
interface Place {
  path: string
  keys?: Set<string>
  key: string
  index: number
}

/** What a strict reader says of a text that is JSON: `duplicate field "spec.containers[0].name"`, each path once. */
export function jsonDuplicates(text: string): string[] {
  const places: Place[] = []
  const found = new Set<string>()
  let [previous, before] = ['', '']
  for (const [token] of text.matchAll(TOKEN)) {
    const place = places.at(-1)
    if (token === '{' || token === '[') places.push(entered(place, token))
    else if (token === '}' || token === ']') places.pop()
    else if (token === ',' && place?.keys === undefined && place !== undefined) place.index++
    else if (token === ':' && place?.keys !== undefined && previous.startsWith('"') && before !== ':') {
      place.key = JSON.parse(previous) as string
      if (place.keys.has(place.key)) found.add(pathTo(place))
      place.keys.add(place.key)
    }
    ;[before, previous] = [previous, token]
  }
  return [...found].map((path) => `duplicate field ${JSON.stringify(path)}`)
}

function entered(outer: Place | undefined, token: string): Place {
  const path = outer === undefined ? '' : pathTo(outer)
  return { path, key: '', index: 0, ...(token === '{' && { keys: new Set<string>() }) }
}

/** The path of what comes next in a place. */
function pathTo({ path, keys, key, index }: Place): string {
  if (keys === undefined) return `${path}[${index}]`
  return path === '' ? key : `${path}.${key}`
}
