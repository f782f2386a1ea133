/** The rules of a Node: taints, pod CIDRs, and what an update may not change. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../../../apimachinery/field-error.ts'
import { cidrFamily, validateCIDR } from '../../../../apimachinery/ip.ts'
import { checkLabelValue } from '../../../../apimachinery/labels.ts'
import { checkQualifiedName } from '../../../../apimachinery/qualified-name.ts'
import { compareQuantities, tryParseQuantity, ZERO } from '../../../../apimachinery/quantity.ts'
import type { Node, Taint } from '../../../../generated/types.ts'
import { validateNodeBehaviours } from '../../../behaviour/node.ts'

const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const POD_CIDR_FIXED = 'node updates may not change podCIDR except from "" to valid'
const PROVIDER_FIXED = 'node updates may not change providerID except from "" to valid'

/** All errors of a node. */
export function validate(node: Node): FieldError[] {
  const { spec, status } = node
  return [
    ...validateNodeBehaviours(node),
    ...validateTaints(spec?.taints ?? [], 'spec.taints'),
    ...validateResources(status?.capacity, 'status.capacity'),
    ...validateResources(status?.allocatable, 'status.allocatable'),
    ...validatePodCIDRs(spec?.podCIDRs ?? []),
  ]
}

/** Errors of a list of taints: each must be well-formed, and unique by key and effect. */
export function validateTaints(taints: readonly Taint[], path: string): FieldError[] {
  const seen = new Set<string>()
  return taints.flatMap((taint, index) => {
    const errors = validateTaint(taint, `${path}[${index}]`)
    const identity = `${taint.key} ${taint.effect}`
    if (seen.has(identity)) {
      const detail = 'taints must be unique by key and effect pair'
      errors.push({ ...duplicate(`${path}[${index}]`, taint), detail })
    }
    seen.add(identity)
    return errors
  })
}

function validateTaint({ key = '', value = '', effect = '' }: Taint, path: string): FieldError[] {
  const errors = checkQualifiedName(key).map((message) => invalidValue(`${path}.key`, key, message))
  const messages = checkLabelValue(value)
  if (messages.length > 0) errors.push(invalidValue(`${path}.value`, value, messages.join(';')))
  if (effect === '') errors.push(required(`${path}.effect`))
  else if (!EFFECTS.includes(effect)) errors.push(notSupported(`${path}.effect`, effect, EFFECTS))
  return errors
}

function validateResources(resources: Readonly<Record<string, string>> = {}, path: string): FieldError[] {
  return Object.keys(resources).flatMap((name) => {
    const quantity = tryParseQuantity(resources[name] ?? '')
    if (!quantity || compareQuantities(quantity, ZERO) >= 0) return []
    return [invalidValue(`${path}[${name}]`, resources[name], 'must be greater than or equal to 0')]
  })
}

function validatePodCIDRs(blocks: readonly string[]): FieldError[] {
  const errors = blocks.flatMap((block, index) => validateCIDR(`spec.podCIDRs[${index}]`, block))
  if (errors.length > 0 || blocks.length < 2) return errors
  const detail = 'may specify no more than one CIDR for each IP family'
  const twoFamilies = blocks.length === 2 && cidrFamily(blocks[0]!) !== cidrFamily(blocks[1]!)
  return twoFamilies ? [] : [invalidValue('spec.podCIDRs', blocks, detail)]
}

/** Once given, pod CIDRs and provider id stay. */
export function validateUpdate({ spec, status }: Node, old: Node): FieldError[] {
  const errors = duplicateAddresses(status?.addresses ?? [])
  const [now, before] = [spec?.podCIDRs ?? [], old.spec?.podCIDRs ?? []]
  const changed =
    before.length > 0 && (now.length !== before.length || before.some((block, i) => block !== now[i]))
  if (changed) errors.push(forbiddenField('spec.podCIDRs', POD_CIDR_FIXED))
  if (old.spec?.providerID && old.spec.providerID !== spec?.providerID)
    errors.push(forbiddenField('spec.providerID', PROVIDER_FIXED))
  return errors
}

function duplicateAddresses(addresses: readonly { type: string; address: string }[]): FieldError[] {
  const seen = new Set<string>()
  return addresses.flatMap((address, index) => {
    const identity = `${address.type} ${address.address}`
    if (seen.has(identity)) return [duplicate(`status.addresses[${index}]`, address)]
    seen.add(identity)
    return []
  })
}
