/** Objects as the API server writes them: with their managers, in the order of their types, as JSON on one line. */
import type { Kind, Registry } from '../api/registry.ts'
import { typedForm } from '../api/schema/typed-form.ts'
import type { KubeObject, Unstructured } from '../apimachinery/object.ts'
import { withManagedFields } from '../apiserver/managers/show.ts'
import { createRecent } from '../base/recent.ts'
import { toCompactJson } from '../printers/json.ts'

/** What was written last, by kind and uid: lists and watches tell of the same objects over and over. In characters. */
const kept = createRecent<{ object: KubeObject; text: string }>(32_000_000)

/** The whole object. What the server knows the type of stands in the order of that type. */
export async function writeObject(object: KubeObject, kind: Kind, registry: Registry): Promise<string> {
  const key = `${kind.name}/${object.metadata?.uid}`
  const before = kept.get(key)
  if (before?.object === object) return before.text
  const shown = (await withManagedFields(registry, kind, object)) as Unstructured
  const text = toCompactJson(kind.custom === undefined ? typedForm(shown) : shown, 'given')
  kept.set(key, { object, text }, text.length)
  return text
}

/** The same as an item of a list: it does not say of what kind it is, unless it is custom. */
export async function writeItem(object: KubeObject, kind: Kind, registry: Registry): Promise<string> {
  const text = await writeObject(object, kind, registry)
  const start = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)},`
  return text.startsWith(start) ? `{${text.slice(start.length)}` : text
}
