/** What is known of one type of volume. */
import type { FieldError } from '../../../../../apimachinery/field-error.ts'
import type { Volume } from '../../../../../generated/types.ts'

/** One type of volume. */
export interface VolumeSource {
  key: Exclude<keyof Volume, 'name'>
  /** What an error of a second source calls it, where that is not the key. */
  title?: string
  /** The errors of the source, which is there. */
  validate(volume: Volume, path: string): FieldError[]
}

/** A volume type whose validator gets the source itself. */
export function volumeSource<K extends VolumeSource['key']>(
  key: K,
  check: (source: NonNullable<Volume[K]>, path: string) => FieldError[],
  title?: string,
): VolumeSource {
  return {
    key,
    ...(title !== undefined && { title }),
    validate(volume, path) {
      const source = volume[key]
      return source === undefined ? [] : check(source, path)
    },
  }
}
