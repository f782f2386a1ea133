/** Validation of security contexts, of pods and of containers. */
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import type {
  AppArmorProfile,
  PodSecurityContext,
  PodSpec,
  SeccompProfile,
  SecurityContext,
} from '../../../../../generated/types.ts'
import { oneOf, unixId } from './fields.ts'
import { descendingPath } from './paths.ts'
import { validateWindowsOptions } from './windows.ts'

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined']
const SYSCTL_PATTERN = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$'
const SYSCTL = new RegExp(SYSCTL_PATTERN)
const IPC_SYSCTL = /^(kernel\.(sem$|shm|msg)|fs\.mqueue\.)/

/** The errors of a pod's securityContext and of what goes with it. */
export function validatePodSecurityContext(spec: PodSpec, path: string): FieldError[] {
  const { securityContext: context } = spec
  if (context === undefined) return []
  const shared = spec.shareProcessNamespace && spec.hostPID
  const text = 'ShareProcessNamespace and HostPID cannot both be enabled'
  return [
    ...unixId(context.fsGroup, `${path}.fsGroup`),
    ...unixId(context.runAsUser, `${path}.runAsUser`),
    ...unixId(context.runAsGroup, `${path}.runAsGroup`),
    ...(context.supplementalGroups ?? []).flatMap((id, index) =>
      unixId(id, `${path}.supplementalGroups[${index}]`),
    ),
    ...(shared ? [invalidValue(`${path}.shareProcessNamespace`, true, text)] : []),
    ...validateSysctls(spec, context, `${path}.sysctls`),
    ...oneOf(context.fsGroupChangePolicy, ['Always', 'OnRootMismatch'], `${path}.fsGroupChangePolicy`),
    ...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`),
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`),
    ...oneOf(context.supplementalGroupsPolicy, ['Merge', 'Strict'], `${path}.supplementalGroupsPolicy`),
    ...oneOf(context.seLinuxChangePolicy, ['MountOption', 'Recursive'], `${path}.seLinuxChangePolicy`),
  ]
}

function validateSysctls(spec: PodSpec, { sysctls = [] }: PodSecurityContext, path: string): FieldError[] {
  const seen = new Set<string>()
  return sysctls.flatMap(({ name = '' }, index) => {
    const at = `${path}[${index}].name`
    const errors: FieldError[] = []
    if (name === '') errors.push(required(at))
    else if (name.length > 253 || !SYSCTL.test(name))
      errors.push(
        invalidValue(at, name, `must have at most 253 characters and match regex ${SYSCTL_PATTERN}`),
      )
    else if (seen.has(name)) errors.push(duplicate(at, name))
    seen.add(name)
    return [...errors, ...validateHostSysctl(spec, name.replaceAll('/', '.'), at)]
  })
}

/** A pod that shares a namespace with its host may not tune it. */
function validateHostSysctl({ hostNetwork, hostIPC }: PodSpec, name: string, path: string): FieldError[] {
  if (hostNetwork && name.startsWith('net.'))
    return [invalidValue(path, name, "may not be specified when 'hostNetwork' is true")]
  if (hostIPC && IPC_SYSCTL.test(name))
    return [invalidValue(path, name, "may not be specified when 'hostIPC' is true")]
  return []
}

/** The errors of a container's securityContext; `hostUsers`: the pod does not have users of its own. */
export function validateSecurityContext(
  context: SecurityContext | undefined,
  hostUsers: boolean,
  path: string,
): FieldError[] {
  if (context === undefined) return []
  return [
    ...unixId(context.runAsUser, `${path}.runAsUser`),
    ...unixId(context.runAsGroup, `${path}.runAsGroup`),
    ...oneOf(context.procMount, ['Default', 'Unmasked'], `${path}.procMount`),
    ...(hostUsers && context.procMount === 'Unmasked'
      ? [invalidValue(`${path}.procMount`, 'Unmasked', '`hostUsers` must be false to use `Unmasked`')]
      : []),
    ...validateSeccomp(context.seccompProfile, `${path}.seccompProfile`),
    ...validateEscalation(context, path),
    ...validateWindowsOptions(context.windowsOptions, `${path}.windowsOptions`),
    ...validateAppArmor(context.appArmorProfile, `${path}.appArmorProfile`),
  ]
}

function validateEscalation(context: SecurityContext, path: string): FieldError[] {
  if (context.allowPrivilegeEscalation !== false) return []
  const cannot = 'cannot set `allowPrivilegeEscalation` to false and'
  const errors: FieldError[] = []
  if (context.privileged) errors.push(invalidValue(path, context, `${cannot} \`privileged\` to true`))
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN'))
    errors.push(invalidValue(path, context, `${cannot} \`capabilities.Add\` CAP_SYS_ADMIN`))
  return errors
}

function validateSeccomp(profile: SeccompProfile | undefined, path: string): FieldError[] {
  if (profile === undefined) return []
  const { type = '', localhostProfile } = profile
  const at = `${path}.localhostProfile`
  const types =
    type === ''
      ? [required(`${path}.type`, 'type is required when seccompProfile is set')]
      : oneOf(type, PROFILE_TYPES, `${path}.type`)
  if (type === 'Localhost')
    return localhostProfile === undefined
      ? [...types, required(at, 'must be set when seccomp type is Localhost')]
      : [...types, ...descendingPath(localhostProfile, at)]
  if (localhostProfile === undefined) return types
  return [...types, invalidValue(at, profile, 'can only be set when seccomp type is Localhost')]
}

function validateAppArmor(profile: AppArmorProfile | undefined, path: string): FieldError[] {
  if (profile === undefined) return []
  const { type = '', localhostProfile } = profile
  const at = `${path}.localhostProfile`
  if (type === 'Localhost') return validateLocalProfile(localhostProfile, at)
  if (type === '') return [required(`${path}.type`, 'type is required when appArmorProfile is set')]
  const types = oneOf(type, PROFILE_TYPES, `${path}.type`)
  if (types.length > 0 || localhostProfile === undefined) return types
  return [invalidValue(at, localhostProfile, 'can only be set when AppArmor type is Localhost')]
}

function validateLocalProfile(profile: string | undefined, path: string): FieldError[] {
  if (profile === undefined || profile === '')
    return [required(path, 'must be set when AppArmor type is Localhost')]
  const errors: FieldError[] = []
  if (profile.trim() !== profile)
    errors.push(invalidValue(path, profile, 'must not be padded with whitespace'))
  if (profile.length > 4095)
    errors.push({ type: 'FieldValueTooLong', field: path, detail: 'may not be more than 4095 bytes' })
  return errors
}

/** The errors of a pod with users of its own that shares other namespaces with its host. */
export function validateHostUsers(spec: PodSpec, path: string): FieldError[] {
  if (spec.hostUsers !== false) return []
  const text = 'when `hostUsers` is false'
  const errors: FieldError[] = []
  if (spec.hostNetwork) errors.push(forbiddenField(`${path}.hostNetwork`, text))
  if (spec.hostPID) errors.push(forbiddenField(`${path}.hostPID`, text))
  if (spec.hostIPC) errors.push(forbiddenField(`${path}.hostIPC`, text))
  return errors
}
