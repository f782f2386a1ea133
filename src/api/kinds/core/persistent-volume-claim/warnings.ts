/** What users are warned of in claims and their templates (pkg/api/persistentvolumeclaim/util.go). */
import { formatQuantity, quantityMilliValue, tryParseQuantity } from '../../../../apimachinery/quantity.ts'
import type { PersistentVolumeClaimSpec } from '../../../../generated/types.ts'

/** The warnings about the spec of a claim that stands at the path: storage comes in whole bytes. */
export function claimSpecWarnings(spec: PersistentVolumeClaimSpec | undefined, path: string): string[] {
  const storage = spec?.resources?.requests?.storage
  const quantity = storage === undefined ? undefined : tryParseQuantity(storage)
  if (quantity === undefined || quantityMilliValue(quantity) % 1000 === 0) return []
  const value = formatQuantity(quantity)
  return [
    `${path}.resources.requests[storage]: fractional byte value "${value}" is invalid, must be an integer`,
  ]
}
