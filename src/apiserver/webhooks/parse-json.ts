/** Reads JSON that somebody outside has sent. */
import { jsonExtent } from '../../apimachinery/yaml/json-fault.ts'
import type { Json } from '../../base/json.ts'

/** The value. Throws an Error that says in Go's words why there is none. */
export function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    const extent = jsonExtent(text)
    if ('problem' in extent) throw new Error(extent.problem)
    const [after] = text.slice(extent.end).trimStart()
    throw new Error(`invalid character '${after}' after top-level value`)
  }
}
