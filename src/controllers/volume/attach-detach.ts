/** The attach/detach controller: brings volumes of drivers to the nodes of their pods. Source: volume/attachdetach. */
import { createHash } from 'node:crypto'
import { isKubeletStopped } from '../../api/behaviour/node.ts'
import { OUT_OF_SERVICE_TAINT } from '../../api/kinds/core/node/taints.ts'
import { attacherOf } from '../../api/kinds/core/persistent-volume/attachable.ts'
import { isPodTerminal } from '../../api/kinds/core/pod/conditions.ts'
import { type Client, nameOf } from '../../apiserver/client.ts'
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  VolumeAttachment,
} from '../../generated/types.ts'
import {
  type Change,
  parseKey,
  type ReconcileContext,
  type Reconciler,
  type Result,
} from '../../runtime/reconciler.ts'
import { claimKeysOf } from './claims-of-pod.ts'

/** A volume that its node does not let go is taken away after so long (maxWaitForUnmountDuration). */
const FORCE_AFTER_MS = 6 * 60_000

/** Attaches a volume where pods want it, and detaches it where none does any more. Keys are '/name' of volumes. */
export const attachDetachController: Reconciler = {
  name: 'attachdetach-controller',
  about: 'PersistentVolume',
  watches: [
    { kind: 'Pod', keys: volumesOfPod },
    {
      kind: 'PersistentVolume',
      keys: ({ object }) => ((object as PersistentVolume).spec?.csi ? [`/${object.metadata.name}`] : []),
    },
    { kind: 'Node', keys: volumesOfNode },
  ],
  async reconcile(key, context) {
    const { name } = parseKey(key)
    const volume = await context.client.find('PersistentVolume', { namespace: '', name })
    const attachments = await context.client.lookup('VolumeAttachment', 'volume', name)
    const driver = volume && (await attacherOf(volume, context.client))
    const pods = volume && driver ? await usersOf(volume, context) : []
    const { left, result } = await detach(attachments, pods, context)
    if (volume && driver) await attach(volume, driver, { pods, attachments: left }, context)
    return result
  },
}

/** Pods matter from when they have a node until they are gone. */
function volumesOfPod(
  { object, previous, type }: Change,
  { client }: ReconcileContext,
): string[] | Promise<string[]> {
  const [pod, before] = [object as Pod, previous as Pod | undefined]
  const isSame =
    type === 'modified' &&
    before?.spec?.nodeName === pod.spec?.nodeName &&
    isPodTerminal(before!) === isPodTerminal(pod)
  if (isSame || !pod.spec?.nodeName || pod.spec.volumes === undefined) return []
  const claims = claimKeysOf(pod)
  return claims.length === 0 ? [] : volumesOfClaims(claims, client)
}

async function volumesOfClaims(claims: readonly string[], client: Client): Promise<string[]> {
  const keys: string[] = []
  for (const key of claims) {
    const claim = await client.find('PersistentVolumeClaim', parseKey(key))
    if (claim?.spec?.volumeName) keys.push(`/${claim.spec.volumeName}`)
  }
  return keys
}

/** A node that is gone, or out of service, lets go; one whose kubelet is back can unmount what it has. */
async function volumesOfNode(
  { object, previous, type }: Change,
  { client }: ReconcileContext,
): Promise<string[]> {
  const [node, before] = [object as Node, previous as Node | undefined]
  const isSame =
    type === 'modified' &&
    before !== undefined &&
    isLetGo(before) === isLetGo(node) &&
    isKubeletStopped(before) === isKubeletStopped(node)
  if (isSame || type === 'added') return []
  const attachments = await client.lookup('VolumeAttachment', 'node', node.metadata.name ?? '')
  return attachments.map(({ spec }) => `/${spec?.source?.persistentVolumeName}`)
}

function isLetGo({ spec }: Node): boolean {
  return (spec?.taints ?? []).some(({ key }) => key === OUT_OF_SERVICE_TAINT)
}

/** The pods on nodes that use the volume. */
async function usersOf({ spec }: PersistentVolume, { client }: ReconcileContext): Promise<Pod[]> {
  const { namespace, name, uid } = spec?.claimRef ?? {}
  if (!uid || name === undefined) return []
  const claim: PersistentVolumeClaim | undefined = await client.find('PersistentVolumeClaim', {
    namespace: namespace ?? '',
    name,
  })
  if (claim?.metadata.uid !== uid) return []
  const pods = await client.lookup('Pod', 'claim', `${namespace}/${name}`)
  return pods.filter((pod) => pod.spec?.nodeName && !isPodTerminal(pod))
}

interface Detached {
  left: VolumeAttachment[]
  result: Result | undefined
}

/** Takes the volume from nodes where no pod wants it any more; what a silent node has mounted only after a while. */
async function detach(
  attachments: readonly VolumeAttachment[],
  pods: readonly Pod[],
  context: ReconcileContext,
): Promise<Detached> {
  const left: VolumeAttachment[] = []
  let requeueAt: number | undefined
  for (const attachment of attachments) {
    const at = pods.some((pod) => pod.spec?.nodeName === attachment.spec?.nodeName)
      ? undefined
      : await detachAt(attachment, context)
    if (at === undefined) await setAskedAt(attachment, undefined, context)
    if (at !== undefined && at <= context.clock.now()) await remove(attachment, context)
    else {
      left.push(attachment)
      requeueAt = at === undefined ? requeueAt : Math.min(at, requeueAt ?? at)
    }
  }
  const why = 'a volume is taken from a node that does not let it go'
  return { left, result: requeueAt === undefined ? undefined : { requeueAt, why } }
}

/** When an attachment that nobody wants may go. */
async function detachAt(attachment: VolumeAttachment, context: ReconcileContext): Promise<number> {
  const { client, clock } = context
  const node = await client.find('Node', { namespace: '', name: attachment.spec?.nodeName ?? '' })
  if (node && (!isKubeletStopped(node) || isLetGo(node))) return clock.now()
  const known = (await context.state.get(askedKey(attachment))) as number | undefined
  if (known === undefined) await setAskedAt(attachment, clock.now(), context)
  return (known ?? clock.now()) + FORCE_AFTER_MS
}

async function setAskedAt(
  attachment: VolumeAttachment,
  at: number | undefined,
  { state }: ReconcileContext,
): Promise<void> {
  await state.set(askedKey(attachment), at)
}

function askedKey({ metadata }: VolumeAttachment): string {
  return `asked/${metadata.name}`
}

async function remove(attachment: VolumeAttachment, context: ReconcileContext): Promise<void> {
  await setAskedAt(attachment, undefined, context)
  await unlessGone(() => context.client.delete('VolumeAttachment', nameOf(attachment)))
}

interface Users {
  pods: readonly Pod[]
  attachments: readonly VolumeAttachment[]
}

async function attach(
  volume: PersistentVolume,
  driver: string,
  { pods, attachments }: Users,
  context: ReconcileContext,
): Promise<void> {
  const nodes = new Set(attachments.map(({ spec }) => spec?.nodeName))
  const wanting = new Set(pods.map(({ spec }) => spec?.nodeName ?? '').filter((node) => !nodes.has(node)))
  for (const node of wanting) {
    const waiting = pods.filter(({ spec }) => spec?.nodeName === node)
    if (nodes.size > 0 && isExclusive(volume)) await refuse(volume, waiting, pods, context)
    else {
      await create(volume, driver, node, context)
      nodes.add(node)
      for (const pod of waiting) {
        await context.state.set(toldKey(volume, pod), undefined)
        const message = `AttachVolume.Attach succeeded for volume "${volume.metadata.name}" `
        await context.recorder.event(pod, 'Normal', 'SuccessfulAttachVolume', message)
      }
    }
  }
}

/** Whether the volume can be at one node only (isMultiAttachForbidden). */
function isExclusive({ spec }: PersistentVolume): boolean {
  const modes = spec?.accessModes ?? []
  return modes.length > 0 && !modes.includes('ReadWriteMany') && !modes.includes('ReadOnlyMany')
}

/** Told once to each pod, until the volume comes to it. */
async function refuse(
  volume: PersistentVolume,
  waiting: readonly Pod[],
  pods: readonly Pod[],
  { recorder, state }: ReconcileContext,
): Promise<void> {
  const users = pods.filter((pod) => !waiting.includes(pod)).map(({ metadata }) => metadata.name)
  const why =
    users.length > 0
      ? `Volume is already used by pod(s) ${users.join(', ')}`
      : "Volume is already exclusively attached to one node and can't be attached to another"
  for (const pod of waiting) {
    const key = toldKey(volume, pod)
    if ((await state.get(key)) === pod.metadata.uid) continue
    await state.set(key, pod.metadata.uid)
    await recorder.event(
      pod,
      'Warning',
      'FailedAttachVolume',
      `Multi-Attach error for volume "${volume.metadata.name}" ${why}`,
    )
  }
}

function toldKey({ metadata }: PersistentVolume, pod: Pod): string {
  return `told/${metadata.name}/${pod.metadata.namespace}/${pod.metadata.name}`
}

/** Named as csi_attacher.go does; the driver attaches at once. */
async function create(
  volume: PersistentVolume,
  driver: string,
  node: string,
  { client }: ReconcileContext,
): Promise<void> {
  const persistentVolumeName = volume.metadata.name ?? ''
  const handle = volume.spec?.csi?.volumeHandle ?? ''
  const name = `csi-${createHash('sha256').update(`${handle}${driver}${node}`).digest('hex')}`
  const made = await client.create('VolumeAttachment', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'VolumeAttachment',
    metadata: { name },
    spec: { attacher: driver, nodeName: node, source: { persistentVolumeName } },
  })
  await client.update('VolumeAttachment', { ...made, status: { attached: true } }, { subresource: 'status' })
}
