/** The rules of an Ingress backend: a service's port or another resource. */
import { type FieldError, invalidValue, required } from '../../../../apimachinery/field-error.ts'
import { checkDns1035Label, checkPortName, checkPortNumber } from '../../../../apimachinery/names.ts'
import type { IngressBackend, IngressServiceBackend } from '../../../../generated/types.ts'
import { validateReference } from '../typed-reference.ts'

/** Errors of one backend. */
export function validateBackend({ service, resource }: IngressBackend, path: string): FieldError[] {
  if (service && resource) return [invalidValue(path, '', 'cannot set both resource and service backends')]
  if (resource) return validateReference(resource, `${path}.resource`)
  if (service) return validateService(service, path)
  return [invalidValue(path, '', 'resource or service backend is required')]
}

function validateService({ name = '', port }: IngressServiceBackend, path: string): FieldError[] {
  const errors =
    name === ''
      ? [required(`${path}.service.name`)]
      : checkDns1035Label(name).map((message) => invalidValue(`${path}.service.name`, name, message))
  return [...errors, ...validatePort(port, path)]
}

function validatePort(port: IngressServiceBackend['port'], path: string): FieldError[] {
  const { name = '', number = 0 } = port ?? {}
  if (name !== '' && number !== 0) return [invalidValue(path, '', 'cannot set both port name & port number')]
  if (name !== '')
    return checkPortName(name).map((message) => invalidValue(`${path}.service.port.name`, name, message))
  if (number !== 0)
    return checkPortNumber(number).map((message) =>
      invalidValue(`${path}.service.port.number`, number, message),
    )
  return [required(path, 'port name or number is required')]
}
