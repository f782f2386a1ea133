/** Which devices the CEL expressions of requests and classes select (dynamic-resource-allocation, cel/compile.go). */
import { quantityValue } from '../../cel/libraries/quantity.ts'
import { semverValue } from '../../cel/libraries/semver.ts'
import { compile, type Program } from '../../cel/program.ts'
import { BOOL, DYN, mapOf, type ObjectType, opaque, STRING } from '../../cel/type.ts'
import { EntriesMap, MapValue, type Value } from '../../cel/values/value.ts'
import type { Device, DeviceAttribute, DeviceSelector } from '../../generated/types.ts'
import { SelectorError } from './device-allocator.ts'
import { qualified } from './device-pools.ts'

const deviceType: ObjectType = {
  kind: 'object',
  name: 'kubernetes.DRADevice',
  fields: new Map([
    ['driver', STRING],
    ['attributes', mapOf(STRING, mapOf(STRING, DYN))],
    ['capacity', mapOf(STRING, mapOf(STRING, opaque('kubernetes.Quantity')))],
    ['allowMultipleAllocations', BOOL],
  ]),
}
const variables = new Map([['device', deviceType]])

const programs = new Map<string, Program | string>()
const devices = new WeakMap<Device, Value>()

/** Whether all selectors select the device. Throws SelectorError, with what is wrong with which of whose. */
export function selectsDevice(
  { of, all }: { of: string; all: readonly DeviceSelector[] },
  device: Device,
  driver: string,
): boolean {
  return all.every(({ cel }, index) => {
    const program = programOf(cel?.expression ?? '')
    if (typeof program === 'string')
      throw new SelectorError(`${of}: selector #${index}: CEL compile error: ${program}`)
    try {
      const value = deviceValue(device, driver)
      return program.evaluate((name) => (name === 'device' ? value : undefined)) === true
    } catch (error) {
      throw new SelectorError(`${of}: selector #${index}: CEL runtime error: ${(error as Error).message}`, {
        cause: error,
      })
    }
  })
}

function programOf(source: string): Program | string {
  const known = programs.get(source)
  if (known !== undefined) return known
  const made = tryCompile(source)
  programs.set(source, made)
  return made
}

function tryCompile(source: string): Program | string {
  try {
    return compile(source, { variables, results: [BOOL] })
  } catch (error) {
    return (error as Error).message
  }
}

function deviceValue(device: Device, driver: string): Value {
  const known = devices.get(device)
  if (known !== undefined) return known
  const { attributes = {}, capacity = {}, allowMultipleAllocations = false } = device
  const value = new EntriesMap(
    [
      ['driver', driver],
      ['attributes', byDomain(attributes, driver, attributeValue)],
      ['capacity', byDomain(capacity, driver, (each) => quantityValue(each.value))],
      ['allowMultipleAllocations', allowMultipleAllocations],
    ],
    deviceType.name,
  )
  devices.set(device, value)
  return value
}

function byDomain<T>(
  entries: Readonly<Record<string, T>>,
  driver: string,
  convert: (entry: T) => Value,
): Domains {
  const domains = new Map<string, [Value, Value][]>()
  for (const [name, entry] of Object.entries(entries)) {
    const [domain, id] = qualified(name, driver)
    domains.set(domain, [...(domains.get(domain) ?? []), [id, convert(entry)]])
  }
  return new Domains(domains)
}

/** What a domain does not have is missing; a domain that nobody has heard of has nothing, rather than being missing. */
class Domains extends MapValue {
  override readonly typeName = 'map'
  readonly #domains: ReadonlyMap<string, [Value, Value][]>

  constructor(domains: ReadonlyMap<string, [Value, Value][]>) {
    super()
    this.#domains = domains
  }

  override get size(): number {
    return this.#domains.size
  }

  override get(key: Value): Value | undefined {
    return typeof key === 'string' ? new EntriesMap(this.#domains.get(key) ?? []) : undefined
  }

  override keys(): Value[] {
    return [...this.#domains.keys()]
  }
}

function attributeValue({ int, bool, string, version }: DeviceAttribute): Value {
  if (int !== undefined) return BigInt(int)
  if (bool !== undefined) return bool
  return version === undefined ? (string ?? '') : semverValue(version)
}
