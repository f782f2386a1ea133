/** The transport protocols of ports, and the rules that endpoints' ports share. */
import { type FieldError, invalidValue, notSupported, required } from '../../../apimachinery/field-error.ts'
import { checkQualifiedName } from '../../../apimachinery/qualified-name.ts'

/** The protocols that a port may have. */
export const PROTOCOLS = ['SCTP', 'TCP', 'UDP']

/** The errors of an endpoint's port in what it speaks: a transport protocol, and perhaps one above it. */
export function validatePortProtocols(
  { protocol = '', appProtocol }: { protocol?: string; appProtocol?: string },
  path: string,
): FieldError[] {
  const errors: FieldError[] = []
  if (protocol === '') errors.push(required(`${path}.protocol`))
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  if (appProtocol !== undefined)
    for (const message of checkQualifiedName(appProtocol))
      errors.push(invalidValue(`${path}.appProtocol`, appProtocol, message))
  return errors
}
