/** What the downward API names: fields of an object's metadata, and amounts of resources (pkg/fieldpath, pkg/api/v1/resource). */
import { quote } from '../../../../apimachinery/go-format.ts'
import type { KubeObject } from '../../../../apimachinery/object.ts'
import { type Quantity, quantityMilliValue, quantityValue } from '../../../../apimachinery/quantity.ts'
import { compareStrings } from '../../../../base/compare-strings.ts'

/**
 * The field as text: a value, `key="value"` lines of a map, or one entry of it; '' for what is not there. Undefined
 * where the path names no such field.
 */
export function metadataField({ metadata }: KubeObject, path: string): string | undefined {
  const [, map, key = ''] = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path) ?? []
  if (map !== undefined) return metadata[map as 'labels' | 'annotations']?.[key] ?? ''
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? ''
    case 'metadata.namespace':
      return metadata.namespace ?? ''
    case 'metadata.uid':
      return metadata.uid ?? ''
    case 'metadata.labels':
      return formatMap(metadata.labels)
    case 'metadata.annotations':
      return formatMap(metadata.annotations)
    default:
      return undefined
  }
}

function formatMap(map: Readonly<Record<string, string>> = {}): string {
  const keys = Object.keys(map).sort(compareStrings)
  return keys.map((key) => `${key}=${quote(map[key] ?? '')}`).join('\n')
}

/** An amount of a resource in units of the divisor, rounded up; a divisor of zero stands for one. */
export function amountInUnits(resource: string, amount: Quantity, divisor: Quantity): string {
  const [wholeOf, one] = resource === 'cpu' ? [quantityMilliValue, 1000] : [quantityValue, 1]
  return String(Math.ceil(wholeOf(amount) / (divisor.nanos === 0n ? one : wholeOf(divisor))))
}
