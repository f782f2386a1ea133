/** Who a request writes as: the user's field manager, or the program of the control plane that asks. */
import { type FieldError, invalidValue, tooLong } from '../../apimachinery/field-error.ts'
import { formatApiVersion } from '../../apimachinery/object.ts'
import { invalid } from '../../apimachinery/status-error.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import type { RecordedManager } from './recorded.ts'

/** The program that most controllers run in. */
export const CONTROLLER_MANAGER = 'kube-controller-manager'

/**
 * A user's writer, whose writes are always recorded; undefined for the control plane. A user who names no manager is
 * known by the program's name, as a server takes it from the user agent.
 */
export function userWriter(
  { server, kind }: Request,
  { fieldManager = server.fieldManager, subresource }: WriteOptions,
): RecordedManager | undefined {
  if (fieldManager === undefined) return undefined
  return {
    manager: fieldManager,
    operation: 'Update',
    apiVersion: formatApiVersion(kind.resource.group, kind.resource.version),
    ...(subresource !== undefined && { subresource }),
  }
}

/** Names are at most so long (FieldManagerMaxLength). */
const MAX_LENGTH = 128
/** As good as all names are plain: the classes of Unicode take longer to read than the rest of a request. */
const PLAIN = /^[ -~]*$/
const isPrintable = (text: string) => PLAIN.test(text) || /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u.test(text)

/** Throws Invalid for a name that no manager can have (apis/meta/v1/validation, ValidateFieldManager). */
export function checkFieldManager(
  fieldManager: string | undefined,
  options: 'CreateOptions' | 'PatchOptions' | 'UpdateOptions',
): void {
  if (fieldManager === undefined || fieldManager === lastGood) return
  const errors = fieldManagerErrors(fieldManager)
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: options }, '', errors)
  lastGood = fieldManager
}

/** Thousands of writes come from one manager. */
let lastGood: string | undefined

function fieldManagerErrors(name: string): FieldError[] {
  const field = 'fieldManager'
  if (Buffer.byteLength(name) > MAX_LENGTH) return [tooLong(field, MAX_LENGTH)]
  if (isPrintable(name)) return []
  const position = [...name].findIndex((rune) => !isPrintable(rune))
  const rune = [...name][position]!
  const code = rune.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')
  const text = `invalid character U+${code} (at position ${Buffer.byteLength([...name].slice(0, position).join(''))})`
  return [invalidValue(field, name, text)]
}

/** The control plane's writer: recorded only where users have written, too. */
export function componentWriter({ identity, kind }: Request, { subresource }: WriteOptions): RecordedManager {
  return {
    manager: identity.component ?? CONTROLLER_MANAGER,
    operation: 'Update',
    apiVersion: formatApiVersion(kind.resource.group, kind.resource.version),
    ...(subresource !== undefined && { subresource }),
  }
}
