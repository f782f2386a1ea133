/** The rules of a Service's ports, alone and among each other. */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { checkDns1123Label, checkPortName, checkPortNumber } from '../../../../apimachinery/names.ts'
import { checkQualifiedName } from '../../../../apimachinery/qualified-name.ts'
import type { ServicePort, ServiceSpec } from '../../../../generated/types.ts'
import { PROTOCOLS } from '../protocols.ts'

/** Errors of one port. Adds its name to `names`, in which it must be new. */
export function validatePort(
  port: ServicePort,
  { path, requireName, names }: { path: string; requireName: boolean; names: Set<string> },
): FieldError[] {
  const { name = '', port: number = 0, protocol = '', targetPort, appProtocol } = port
  const errors = validateName(name, `${path}.name`, requireName, names)
  for (const message of checkPortNumber(number)) errors.push(invalidValue(`${path}.port`, number, message))
  if (protocol === '') errors.push(required(`${path}.protocol`))
  else if (!PROTOCOLS.includes(protocol)) errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  errors.push(...validatePortReference(`${path}.targetPort`, targetPort ?? 0))
  if (appProtocol !== undefined)
    for (const message of checkQualifiedName(appProtocol))
      errors.push(invalidValue(`${path}.appProtocol`, appProtocol, message))
  return errors
}

function validateName(name: string, path: string, needed: boolean, names: Set<string>): FieldError[] {
  if (name === '') return needed ? [required(path)] : []
  const errors = checkDns1123Label(name).map((message) => invalidValue(path, name, message))
  if (names.has(name)) errors.push(duplicate(path, name))
  names.add(name)
  return errors
}

/** A port by number or by a container port's name. */
export function validatePortReference(path: string, port: number | string): FieldError[] {
  const messages = typeof port === 'number' ? checkPortNumber(port) : checkPortName(port)
  return messages.map((message) => invalidValue(path, port, message))
}

/** No two ports with one node port, nor with one number, within a protocol. */
export function validatePortsTogether({ ports = [] }: ServiceSpec): FieldError[] {
  const errors: FieldError[] = []
  const seen = new Set<string>()
  const isRepeated = (key: string) => {
    const before = seen.size
    return seen.add(key).size === before
  }
  for (const [index, { nodePort, protocol }] of ports.entries())
    if (nodePort && isRepeated(`node ${protocol} ${nodePort}`))
      errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort))
  for (const [index, { port, protocol }] of ports.entries())
    if (isRepeated(`${protocol} ${port}`))
      errors.push(duplicate(`spec.ports[${index}]`, internalPort(protocol, port)))
  return errors
}

/** The struct of which upstream shows the fields that must differ, under their Go names. */
function internalPort(protocol: string | undefined, port: number): unknown {
  return { Name: '', Protocol: protocol ?? '', AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 }
}
