/** How volumes may be mounted, and which classes they name: what PersistentVolumes and their claims share. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
} from '../../../apimachinery/field-error.ts'
import { checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import type { ObjectMeta } from '../../../apimachinery/object.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../../apimachinery/quantity.ts'

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const SHORT: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
]

/** The modes as kubectl abbreviates them: `RWO,RWX`. */
export function shortAccessModes(modes: readonly string[] | undefined): string {
  return SHORT.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',')
}

/** Errors of access modes, each must be known, and ReadWriteOncePod alone. */
export function validateAccessModes(modes: readonly string[], path: string): FieldError[] {
  const errors = modes
    .filter((mode) => !ACCESS_MODES.includes(mode))
    .map((mode) => notSupported(path, mode, ACCESS_MODES))
  if (modes.includes('ReadWriteOncePod') && modes.some((mode) => mode !== 'ReadWriteOncePod'))
    errors.push(forbiddenField(path, 'may not use ReadWriteOncePod with other access modes'))
  return errors
}

/** Errors of spec.storageClassName, spec.volumeMode and spec.volumeAttributesClassName. */
export function validateVolumeChoice(spec: {
  storageClassName?: string
  volumeMode?: string
  volumeAttributesClassName?: string
}): FieldError[] {
  const { storageClassName = '', volumeMode, volumeAttributesClassName = '' } = spec
  const errors: FieldError[] = []
  if (storageClassName !== '')
    for (const message of checkDns1123Subdomain(storageClassName))
      errors.push(invalidValue('spec.storageClassName', storageClassName, message))
  if (volumeMode !== undefined && volumeMode !== 'Block' && volumeMode !== 'Filesystem')
    errors.push(notSupported('spec.volumeMode', volumeMode, ['Block', 'Filesystem']))
  if (volumeAttributesClassName !== '')
    for (const message of checkDns1123Subdomain(volumeAttributesClassName))
      errors.push(invalidValue('spec.volumeAttributesClassName', volumeAttributesClassName, message))
  return errors
}

/** The error of an amount that is not above zero. */
export function validatePositive(amount: string, path: string): FieldError[] {
  const quantity = tryParseQuantity(amount)
  if (quantity && compareQuantities(quantity, ZERO) > 0) return []
  return [invalidValue(path, amount, 'must be greater than zero')]
}

const CLASS_ANNOTATION = 'volume.beta.kubernetes.io/storage-class'

/** The class that a volume or claim names, by the old annotation first. */
export function storageClassOf(object: {
  metadata: ObjectMeta
  spec?: { storageClassName?: string }
}): string {
  return object.metadata.annotations?.[CLASS_ANNOTATION] ?? object.spec?.storageClassName ?? ''
}

/** The warning for who still names the class by an annotation. */
export function classAnnotationWarnings({ annotations }: ObjectMeta): string[] {
  if (annotations?.[CLASS_ANNOTATION] === undefined) return []
  return [
    `metadata.annotations[${CLASS_ANNOTATION}]: deprecated since v1.8; use "storageClassName" attribute instead`,
  ]
}
