/** What is asked of claims, classes and slices of devices (pkg/apis/resource/validation). */
import {
  duplicate,
  type FieldError,
  invalidValue,
  notSupported,
  required,
  tooMany,
} from '../../../apimachinery/field-error.ts'
import { checkDns1123Label, checkDns1123Subdomain } from '../../../apimachinery/names.ts'
import type {
  DeviceClaim,
  DeviceClass,
  DeviceRequest,
  DeviceSelector,
  ExactDeviceRequest,
  ResourceSlice,
} from '../../../generated/types.ts'

const MAX_REQUESTS = 32
const MAX_SELECTORS = 32
const MODES = ['All', 'ExactCount']
const ONE_OF = 'exactly one of `exactly` or `firstAvailable` is required'

/** Errors of what a claim asks for; `path` is that of its `devices`. */
export function validateDeviceClaim(path: string, claim: DeviceClaim | undefined): FieldError[] {
  const { requests = [], constraints = [] } = claim ?? {}
  const names = new Set(requests.flatMap(namesOf))
  return [
    ...(requests.length > MAX_REQUESTS
      ? [tooMany(`${path}.requests`, requests.length, MAX_REQUESTS)]
      : uniqueNames(`${path}.requests`, requests)),
    ...requests.flatMap((request, index) => validateRequest(`${path}.requests[${index}]`, request)),
    ...constraints.flatMap(({ requests: wanted = [] }, index) =>
      wanted.flatMap((name, at) =>
        names.has(name) ? [] : [unknownRequest(`${path}.constraints[${index}].requests[${at}]`, name)],
      ),
    ),
  ]
}

/** `gpu`, and `gpu/small` for each of its alternatives. */
function namesOf({ name, firstAvailable = [] }: DeviceRequest): string[] {
  return [name, ...firstAvailable.map((alternative) => `${name}/${alternative.name}`)]
}

function unknownRequest(path: string, name: string): FieldError {
  const detail =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
  return invalidValue(path, name, detail)
}

function uniqueNames(path: string, items: readonly { name?: string }[]): FieldError[] {
  const seen = new Set<string>()
  return items.flatMap(({ name = '' }, index) => {
    if (!seen.has(name)) {
      seen.add(name)
      return []
    }
    return [duplicate(`${path}[${index}].name`, name)]
  })
}

function validateRequest(path: string, request: DeviceRequest): FieldError[] {
  const { exactly, firstAvailable } = request
  const errors = validateName(`${path}.name`, request.name)
  if (exactly !== undefined && firstAvailable?.length) errors.push(invalidValue(path, null, ONE_OF))
  else if (exactly !== undefined) errors.push(...validateExact(`${path}.exactly`, exactly))
  else if (!firstAvailable?.length) errors.push(required(path, ONE_OF))
  errors.push(...uniqueNames(`${path}.firstAvailable`, firstAvailable ?? []))
  firstAvailable?.forEach((alternative, index) => {
    const at = `${path}.firstAvailable[${index}]`
    errors.push(...validateName(`${at}.name`, alternative.name), ...validateExact(at, alternative))
  })
  return errors
}

function validateName(path: string, name: string | undefined): FieldError[] {
  if (!name) return [required(path)]
  return checkDns1123Label(name).map((message) => invalidValue(path, name, message))
}

function validateExact(path: string, request: ExactDeviceRequest): FieldError[] {
  const { deviceClassName, allocationMode = '', count = 0, selectors } = request
  const errors = validateDomain(`${path}.deviceClassName`, deviceClassName)
  errors.push(...validateSelectors(`${path}.selectors`, selectors))
  if (allocationMode === 'All' && count !== 0)
    errors.push(invalidValue(`${path}.count`, count, "must not be specified when allocationMode is 'All'"))
  if (allocationMode === 'ExactCount' && count <= 0)
    errors.push(invalidValue(`${path}.count`, count, 'must be greater than zero'))
  if (!MODES.includes(allocationMode))
    errors.push(notSupported(`${path}.allocationMode`, allocationMode, MODES))
  return errors
}

function validateDomain(path: string, name: string | undefined): FieldError[] {
  if (!name) return [required(path)]
  return checkDns1123Subdomain(name).map((message) => invalidValue(path, name, message))
}

function validateSelectors(path: string, selectors: readonly DeviceSelector[] = []): FieldError[] {
  if (selectors.length > MAX_SELECTORS) return [tooMany(path, selectors.length, MAX_SELECTORS)]
  return selectors.flatMap(({ cel }, index) => {
    if (cel === undefined) return [required(`${path}[${index}].cel`)]
    return cel.expression ? [] : [required(`${path}[${index}].cel.expression`)]
  })
}

/** Errors of a class. */
export function validateDeviceClass({ spec }: DeviceClass): FieldError[] {
  return validateSelectors('spec.selectors', spec?.selectors)
}

/** Errors of a slice: whose devices they are, and where. */
export function validateResourceSlice({ spec }: ResourceSlice): FieldError[] {
  const { driver, pool, nodeName, nodeSelector, allNodes, perDeviceNodeSelection, devices = [] } = spec ?? {}
  const errors = validateDomain('spec.driver', driver)
  if (!pool?.name) errors.push(required('spec.pool.name'))
  if ((pool?.resourceSliceCount ?? 0) <= 0) {
    const detail = 'must be greater than zero'
    errors.push(invalidValue('spec.pool.resourceSliceCount', pool?.resourceSliceCount ?? 0, detail))
  }
  const places = [nodeName, nodeSelector, allNodes || undefined, perDeviceNodeSelection || undefined]
  const count = places.filter((place) => place !== undefined).length
  if (count !== 1) {
    const detail =
      'exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required'
    errors.push(count === 0 ? required('spec', detail) : invalidValue('spec', spec, detail))
  }
  return [...errors, ...uniqueNames('spec.devices', devices)]
}
