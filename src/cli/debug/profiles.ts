/** What a debugging container may do, by --profile. Source: kubectl, cmd/debug/profiles.go. */
import type { Container, PodSpec, SecurityContext } from '../../generated/types.ts'

/** How a session comes to be: a container more in the pod, a copy of the pod, or a pod on a node. */
export type Style = 'ephemeral' | 'copy' | 'node'

/** What of the original stays in a copy. */
export interface Kept {
  keepLabels: boolean
  keepAnnotations: boolean
  keepLiveness: boolean
  keepReadiness: boolean
  keepStartup: boolean
  keepInitContainers: boolean
}

/** A pod that may be changed. */
export interface DraftPod {
  apiVersion: 'v1'
  kind: 'Pod'
  metadata: Record<string, unknown>
  spec: PodSpec
}

interface Profile {
  /** What the container's security context is made of; undefined takes it away. */
  security(old: SecurityContext | undefined, style: Style): SecurityContext | undefined
  /** Whether a pod on a node is in its namespaces, and sees its files. */
  hostNamespaces: boolean
  hostFiles: boolean
  /** Whether copies lose no more than their labels, and share processes only if told to. */
  legacy?: boolean
}

const RESTRICTED: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
}

const PROFILES: Readonly<Record<string, Profile>> = {
  legacy: { security: (old) => old, hostNamespaces: true, hostFiles: true, legacy: true },
  general: {
    security: (old, style) => (style === 'node' ? undefined : withCapabilities(old, 'SYS_PTRACE')),
    hostNamespaces: true,
    hostFiles: true,
  },
  baseline: { security: () => undefined, hostNamespaces: false, hostFiles: false },
  restricted: { security: () => RESTRICTED, hostNamespaces: false, hostFiles: false },
  netadmin: {
    security: (old) => withCapabilities(old, 'NET_ADMIN', 'NET_RAW'),
    hostNamespaces: true,
    hostFiles: false,
  },
  sysadmin: { security: (old) => ({ ...old, privileged: true }), hostNamespaces: true, hostFiles: true },
}

/** The names that --profile takes. */
export function isProfile(name: string): boolean {
  return Object.hasOwn(PROFILES, name)
}

function withCapabilities(old: SecurityContext | undefined, ...added: string[]): SecurityContext {
  const { capabilities } = old ?? {}
  return { ...old, capabilities: { ...capabilities, add: [...(capabilities?.add ?? []), ...added] } }
}

/** Changes the pod, and the container in it, as the profile wants it. */
export function applyProfile(
  name: string,
  style: Style,
  pod: DraftPod,
  container: Container,
  kept: Kept,
): void {
  const profile = PROFILES[name]!
  const security = profile.security(container.securityContext, style)
  if (security === undefined) delete container.securityContext
  else container.securityContext = security
  if (style === 'node') openNode(pod.spec, container, profile)
  if (style !== 'copy') return
  if (profile.legacy) delete pod.metadata.labels
  else stripCopy(pod, kept)
}

function openNode(spec: PodSpec, container: Container, { hostNamespaces, hostFiles }: Profile): void {
  if (hostFiles) {
    spec.volumes = [...(spec.volumes ?? []), { name: 'host-root', hostPath: { path: '/' } }]
    container.volumeMounts = [...(container.volumeMounts ?? []), { mountPath: '/host', name: 'host-root' }]
  }
  if (hostNamespaces) Object.assign(spec, { hostNetwork: true, hostPID: true, hostIPC: true })
}

function stripCopy({ metadata, spec }: DraftPod, kept: Kept): void {
  if (!kept.keepLabels) delete metadata.labels
  if (!kept.keepAnnotations) delete metadata.annotations
  if (!kept.keepInitContainers) delete spec.initContainers
  for (const container of spec.containers) {
    if (!kept.keepLiveness) delete container.livenessProbe
    if (!kept.keepReadiness) delete container.readinessProbe
    if (!kept.keepStartup) delete container.startupProbe
  }
  spec.shareProcessNamespace ??= true
}
