/** Changes names, tags and digests of images: `images` (api, filters/imagetag and internal/image). */
import { compilePattern } from '../../apimachinery/go-pattern.ts'
import { getOwn, isJsonObject, type Json } from '../../base/json.ts'
import type { FieldSpec } from '../config/field-spec.ts'
import { type Slot, visitFields } from '../config/visit-fields.ts'
import type { Image } from '../kustomization/fields.ts'
import { isScalar, textOfScalar } from '../yaml/scalar-text.ts'
import { setText } from './set-scalar.ts'
import type { Transform } from './transformer.ts'

/** Changes the image in every list of containers, wherever it is, and in the fields. */
export function setImages(image: Image, specs: readonly FieldSpec[]): Transform {
  const pattern = compilePattern(`^${image.name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`)
  const change = (slot: Slot) => {
    const text = textOfScalar(slot.value)
    if (pattern.test(text)) setText(slot, changeImage(text, image))
  }
  return ({ list }) => {
    // All resources by the older rule first, as kustomize does.
    for (const resource of list) if (!isDefinition(resource)) walkContainers(resource.object ?? null, change)
    for (const resource of list)
      if (!isDefinition(resource)) for (const spec of specs) visitFields(resource, spec, 'nothing', change)
  }
}

/** What a definition of custom resources says of containers is a schema. */
function isDefinition({ kind }: { kind: string }): boolean {
  return kind === 'CustomResourceDefinition'
}

function walkContainers(value: Json, change: (slot: Slot) => void): void {
  if (Array.isArray(value)) for (const item of value) walkContainers(item, change)
  if (!isJsonObject(value)) return
  for (const [key, item] of Object.entries(value)) {
    walkContainers(item, change)
    if ((key !== 'containers' && key !== 'initContainers') || !Array.isArray(item)) continue
    for (const container of item)
      if (isJsonObject(container) && isScalar(getOwn(container, 'image')))
        change({
          value: container.image!,
          set: (image) => {
            container.image = image
          },
        })
  }
}

function changeImage(text: string, { newName, newTag, tagSuffix, digest }: Image): string {
  const parts = splitImage(text)
  const name = newName || parts.name
  if (newTag && digest) return format(name, newTag, digest)
  if (newTag) return format(name, newTag, '')
  if (digest) return format(name, '', digest)
  return tagSuffix ? format(name, parts.tag + tagSuffix, '') : format(name, parts.tag, parts.digest)
}

function format(name: string, tag: string, digest: string): string {
  return `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`
}

/** A `:` before the first `/` belongs to the registry's port. */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = Math.max(image.indexOf('/'), 0)
  const at = image.indexOf('@', slash)
  const digest = at < 0 ? '' : image.slice(at + 1)
  const rest = at < 0 ? image : image.slice(0, at)
  const colon = rest.indexOf(':', slash)
  if (colon < 0) return { name: rest, tag: '', digest }
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest }
}
