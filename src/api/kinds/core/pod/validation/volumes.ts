/** Validation of a pod's volumes. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { quote } from '../../../../../apimachinery/go-format.ts'
import { checkDns1123Subdomain } from '../../../../../apimachinery/names.ts'
import type { Volume } from '../../../../../generated/types.ts'
import { dnsLabel } from './fields.ts'
import { VOLUME_SOURCES } from './volume-sources.ts'

/** The errors of the volumes, and those volumes that have none: only these can be mounted. */
export function validateVolumes(
  volumes: readonly Volume[] | undefined,
  podName: string | undefined,
  path: string,
): { errors: FieldError[]; valid: Map<string, Volume> } {
  const errors: FieldError[] = []
  const valid = new Map<string, Volume>()
  const claims = new Set(
    (volumes ?? []).filter(({ ephemeral }) => podName && ephemeral).map(({ name }) => `${podName}-${name}`),
  )
  for (const [index, volume] of (volumes ?? []).entries()) {
    const at = `${path}[${index}]`
    const own = [...validateSource(volume, podName, at), ...validateName(volume.name, valid, `${at}.name`)]
    if (own.length === 0) valid.set(volume.name, volume)
    errors.push(...own, ...validateClaimName(volume, claims, at))
  }
  return { errors, valid }
}

function validateName(name = '', known: ReadonlyMap<string, Volume>, path: string): FieldError[] {
  const errors = name === '' ? [required(path)] : dnsLabel(name, path)
  return known.has(name) ? [...errors, duplicate(path, name)] : errors
}

function validateClaimName(
  { persistentVolumeClaim }: Volume,
  created: ReadonlySet<string>,
  at: string,
): FieldError[] {
  const name = persistentVolumeClaim?.claimName
  if (name === undefined || !created.has(name)) return []
  const text = 'must not reference a PVC that gets created for an ephemeral volume'
  return [invalidValue(`${at}.persistentVolumeClaim.claimName`, name, text)]
}

/** The first source counts, and is checked; any further one is an error. */
function validateSource(volume: Volume, podName: string | undefined, at: string): FieldError[] {
  const given = VOLUME_SOURCES.filter(({ key }) => volume[key] !== undefined)
  if (given.length === 0) return [required(at, 'must specify a volume type')]
  const errors = given.flatMap(({ key, title, validate }, index) =>
    index === 0
      ? validate(volume, `${at}.${key}`)
      : [forbiddenField(`${at}.${title ?? key}`, 'may not specify more than 1 volume type')],
  )
  return [...errors, ...validateIscsiName(volume, at), ...validateEphemeralName(volume, podName, at)]
}

function validateIscsiName({ name, iscsi }: Volume, at: string): FieldError[] {
  if (iscsi?.initiatorName === undefined || `${name}:${iscsi.targetPortal}`.length <= 64) return []
  const text =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
  return [invalidValue(`${at}.name`, name, text)]
}

function validateEphemeralName(
  { name, ephemeral }: Volume,
  podName: string | undefined,
  at: string,
): FieldError[] {
  if (ephemeral === undefined || !podName || !name) return []
  const claim = `${podName}-${name}`
  return checkDns1123Subdomain(claim).map((message) =>
    invalidValue(`${at}.name`, name, `PVC name ${quote(claim)}: ${message}`),
  )
}
