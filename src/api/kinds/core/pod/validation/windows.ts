/** Validation of what concerns Windows pods, and of the pod's operating system. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import type {
  PodSecurityContext,
  PodSpec,
  SecurityContext,
  WindowsSecurityContextOptions,
} from '../../../../../generated/types.ts'
import { placedContainers } from '../containers.ts'
import { dnsSubdomain, oneOf } from './fields.ts'

const NET_BIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const DOMAIN_NAME =
  /^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$/
const FORBIDDEN_USER_CHARACTERS = /["/\\:;|=,+*?<>@[\]]/

/** The errors of windowsOptions. */
export function validateWindowsOptions(
  options: WindowsSecurityContextOptions | undefined,
  path: string,
): FieldError[] {
  if (options === undefined) return []
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options
  const at = `${path}.gmsaCredentialSpec`
  const errors = name === undefined ? [] : dnsSubdomain(name, `${path}.gmsaCredentialSpecName`)
  if (spec === '') errors.push(invalidValue(at, spec, 'gmsaCredentialSpec cannot be an empty string'))
  else if (spec !== undefined && spec.length > 64 * 1024)
    errors.push(invalidValue(at, spec, 'gmsaCredentialSpec size must be under 64 KiB'))
  if (user === undefined) return errors
  const texts = userNameProblems(user).map((text) => invalidValue(`${path}.runAsUserName`, user, text))
  return [...errors, ...texts]
}

function userNameProblems(name: string): string[] {
  if (name === '') return ['runAsUserName cannot be an empty string']
  if (/[\p{Cc}]/u.test(name)) return ['runAsUserName cannot contain control characters']
  const parts = name.split('\\')
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash']
  const user = parts.at(-1) ?? ''
  return [...(parts.length === 2 ? domainProblems(parts[0] ?? '') : []), ...userProblems(user)]
}

function domainProblems(domain: string): string[] {
  if (domain.length > 256) return ["runAsUserName's Domain length must be under 256 characters"]
  if (NET_BIOS.test(domain) || DOMAIN_NAME.test(domain)) return []
  return ["runAsUserName's Domain doesn't match the NetBios nor the DNS format"]
}

function userProblems(user: string): string[] {
  const problems: string[] = []
  if (user === '') problems.push("runAsUserName's User cannot be empty")
  else if (user.length > 104)
    problems.push("runAsUserName's User length must not be longer than 104 characters")
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces")
  if (FORBIDDEN_USER_CHARACTERS.test(user))
    problems.push(`runAsUserName's User cannot contain the following characters: "/\\:;|=,+*?<>@[]`)
  return problems
}

/** The errors of a pod of which some containers run in the host's process space. */
export function validateHostProcess(spec: PodSpec, path: string): FieldError[] {
  const pod = spec.securityContext?.windowsOptions?.hostProcess
  const errors: FieldError[] = []
  const all = placedContainers(spec, path)
  let hostProcesses = 0
  for (const { container, path: at } of all) {
    const own = container.securityContext?.windowsOptions?.hostProcess
    const text = `pod hostProcess value must be identical if both are specified, was ${pod}`
    if (pod !== undefined && own !== undefined && pod !== own)
      errors.push(invalidValue(`${at}.securityContext.windowsOptions.hostProcess`, own, text))
    if (own ?? pod) hostProcesses++
  }
  if (hostProcesses === 0) return errors
  const all_ = 'If pod contains any hostProcess containers then all containers must be HostProcess containers'
  if (hostProcesses !== all.length) errors.push(invalidValue(path, '', all_))
  const network = 'hostNetwork must be true if pod contains any hostProcess containers'
  if (!spec.hostNetwork) errors.push(invalidValue(`${path}.hostNetwork`, false, network))
  return errors
}

/** The errors of `os`, and of what a pod of that system may not have. */
export function validateOs(spec: PodSpec, path: string): FieldError[] {
  if (spec.os === undefined) return []
  const { name = '' } = spec.os
  if (name === '') return [required(`${path}.os.name`, 'cannot be empty')]
  if (name === 'linux') return validateLinux(spec, path)
  return name === 'windows' ? validateWindows(spec, path) : oneOf(name, ['linux', 'windows'], `${path}.os`)
}

function validateLinux(spec: PodSpec, path: string): FieldError[] {
  const text = 'windows options cannot be set for a linux pod'
  const at = [
    ...(spec.securityContext?.windowsOptions ? [`${path}.securityContext`] : []),
    ...placedContainers(spec, path)
      .filter(({ container }) => container.securityContext?.windowsOptions)
      .map((placed) => `${placed.path}.securityContext`),
  ]
  return at.map((context) => forbiddenField(`${context}.windowsOptions`, text))
}

/** Fields in the order in which Kubernetes checks them; those marked true stand in the pod's spec itself. */
const POD_FIELDS: readonly [field: keyof PodSecurityContext | keyof PodSpec, inSpec?: true][] = [
  ['appArmorProfile'],
  ['seLinuxOptions'],
  ['hostUsers', true],
  ['hostPID', true],
  ['hostIPC', true],
  ['seccompProfile'],
  ['fsGroup'],
  ['fsGroupChangePolicy'],
  ['sysctls'],
  ['shareProcessNamespace', true],
  ['runAsUser'],
  ['runAsGroup'],
  ['supplementalGroups'],
  ['supplementalGroupsPolicy'],
  ['seLinuxChangePolicy'],
]
const CONTAINER_FIELDS: readonly (keyof SecurityContext)[] = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
]

function validateWindows(spec: PodSpec, path: string): FieldError[] {
  const text = 'cannot be set for a windows pod'
  const context = spec.securityContext ?? {}
  const ofPod = POD_FIELDS.filter(([field, inSpec]) =>
    isGiven(inSpec ? spec[field as keyof PodSpec] : context[field as keyof PodSecurityContext], field),
  ).map(([field, inSpec]) => forbiddenField(`${path}${inSpec ? '' : '.securityContext'}.${field}`, text))
  const ofContainers = placedContainers(spec, path).flatMap(({ container, path: at }) =>
    CONTAINER_FIELDS.filter((field) => container.securityContext?.[field] !== undefined).map((field) =>
      forbiddenField(`${at}.securityContext.${field}`, text),
    ),
  )
  return [...ofPod, ...ofContainers]
}

/** For these fields, being false or empty is as not being there. */
function isGiven(value: unknown, field: string): boolean {
  if (field === 'hostPID' || field === 'hostIPC') return value === true
  return Array.isArray(value) ? value.length > 0 || field === 'supplementalGroups' : value !== undefined
}
