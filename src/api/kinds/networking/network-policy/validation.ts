/** The rules of a NetworkPolicy (pkg/apis/networking/validation/validation.go). */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { cidrFamily, ipBytes, validateCIDR } from '../../../../apimachinery/ip.ts'
import { validateLabelSelector } from '../../../../apimachinery/label-selector.ts'
import { checkPortName, checkPortNumber } from '../../../../apimachinery/names.ts'
import type {
  IPBlock,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../../../generated/types.ts'
import { PROTOCOLS } from '../../core/protocols.ts'

const TYPES = ['Egress', 'Ingress']

/** All errors of a policy. */
export function validate({ spec }: NetworkPolicy): FieldError[] {
  const errors = validateLabelSelector(spec?.podSelector, 'spec.podSelector')
  spec?.ingress?.forEach(({ ports, from }, index) => {
    errors.push(...validateRule(ports, from, `spec.ingress[${index}]`, 'from'))
  })
  spec?.egress?.forEach(({ ports, to }, index) => {
    errors.push(...validateRule(ports, to, `spec.egress[${index}]`, 'to'))
  })
  return [...errors, ...validateTypes(spec?.policyTypes ?? [])]
}

function validateTypes(types: readonly string[]): FieldError[] {
  const path = 'spec.policyTypes'
  if (types.length > TYPES.length)
    return [invalidValue(path, types, 'may not specify more than two policyTypes')]
  return types.flatMap((type, index) =>
    TYPES.includes(type) ? [] : [notSupported(`${path}[${index}]`, type, TYPES)],
  )
}

function validateRule(
  ports: readonly NetworkPolicyPort[] = [],
  peers: readonly NetworkPolicyPeer[] = [],
  path: string,
  side: 'from' | 'to',
): FieldError[] {
  return [
    ...ports.flatMap((port, index) => validatePort(port, `${path}.ports[${index}]`)),
    ...peers.flatMap((peer, index) => validatePeer(peer, `${path}.${side}[${index}]`)),
  ]
}

function validatePort({ protocol, port, endPort }: NetworkPolicyPort, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (protocol !== undefined && !PROTOCOLS.includes(protocol))
    errors.push(notSupported(`${path}.protocol`, protocol, PROTOCOLS))
  if (port === undefined) {
    const detail = 'must be specified when `endPort` is specified'
    return endPort === undefined ? errors : [...errors, required(`${path}.port`, detail)]
  }
  const messages = typeof port === 'number' ? checkPortNumber(port) : checkPortName(port)
  for (const message of messages) errors.push(invalidValue(`${path}.port`, port, message))
  if (endPort === undefined) return errors
  if (typeof port === 'string')
    return [...errors, required(`${path}.endPort`, 'may not be specified when `port` is non-numeric')]
  if (endPort < port)
    errors.push(invalidValue(`${path}.endPort`, port, 'must be greater than or equal to `port`'))
  for (const message of checkPortNumber(endPort))
    errors.push(invalidValue(`${path}.endPort`, endPort, message))
  return errors
}

function validatePeer(peer: NetworkPolicyPeer, path: string): FieldError[] {
  const { podSelector, namespaceSelector, ipBlock } = peer
  const errors = [
    ...validateLabelSelector(podSelector, `${path}.podSelector`),
    ...validateLabelSelector(namespaceSelector, `${path}.namespaceSelector`),
    ...(ipBlock ? validateBlock(ipBlock, `${path}.ipBlock`) : []),
  ]
  const count = [podSelector, namespaceSelector, ipBlock].filter((each) => each !== undefined).length
  if (count === 0) errors.push(required(path, 'must specify a peer'))
  else if (count > 1 && ipBlock)
    errors.push(forbiddenField(path, 'may not specify both ipBlock and another peer'))
  return errors
}

function validateBlock({ cidr = '', except = [] }: IPBlock, path: string): FieldError[] {
  if (cidr === '') return [required(`${path}.cidr`)]
  const errors = validateCIDR(`${path}.cidr`, cidr)
  if (errors.length > 0) return errors
  return except.flatMap((block, index) => {
    const at = `${path}.except[${index}]`
    const wrong = validateCIDR(at, block)
    if (wrong.length > 0 || isStrictSubset(block, cidr)) return wrong
    return [invalidValue(at, block, 'must be a strict subset of `cidr`')]
  })
}

function isStrictSubset(inner: string, outer: string): boolean {
  if (cidrFamily(inner) !== cidrFamily(outer)) return false
  const [[innerBits, innerLength], [outerBits, outerLength]] = [blockBits(inner), blockBits(outer)]
  return innerLength > outerLength && innerBits.startsWith(outerBits.slice(0, outerLength))
}

function blockBits(block: string): [bits: string, length: number] {
  const [address = '', length] = block.split('/')
  return [
    ipBytes(address)
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join(''),
    Number(length),
  ]
}
