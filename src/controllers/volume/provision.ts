/** Making volumes for claims of classes that have a provisioner. */
import { SELECTED_NODE } from '../../api/kinds/core/persistent-volume-claim/selected-node.ts'
import { isAlreadyExists } from '../../apimachinery/status-error.ts'
import { deepCopy } from '../../base/json.ts'
import type {
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
  VolumeNodeAffinity,
} from '../../generated/types.ts'
import type { ReconcileContext } from '../../runtime/reconciler.ts'
import { claimReference, PROVISIONED_BY } from './binding.ts'
import { classOf } from './match.ts'

const NO_PROVISIONER = 'kubernetes.io/no-provisioner'
const PROVISIONER_ANNOTATIONS = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
]

/** Lets the class's provisioner make a volume: it stands in here for all of them. */
export async function provision(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass | undefined,
  context: ReconcileContext,
): Promise<void> {
  const { client, recorder } = context
  if (storageClass === undefined || storageClass.provisioner === NO_PROVISIONER) {
    const message =
      storageClass === undefined
        ? `storageclass.storage.k8s.io "${classOf(claim)}" not found`
        : `no volume plugin matched name: ${NO_PROVISIONER}`
    await recorder.event(claim, 'Warning', 'ProvisioningFailed', message)
    return
  }
  const { provisioner } = storageClass
  const asked = await noteProvisioner(claim, provisioner, context)
  const waiting = `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`
  await recorder.event(claim, 'Normal', 'ExternalProvisioning', waiting)
  const volume = provisionedVolume(asked, storageClass, await volumePlan(asked, storageClass, context))
  try {
    await client.create('PersistentVolume', volume)
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
    return
  }
  const message = `Successfully provisioned volume ${volume.metadata.name}`
  await recorder.event(claim, 'Normal', 'ProvisioningSucceeded', message)
}

async function noteProvisioner(
  claim: PersistentVolumeClaim,
  provisioner: string,
  { client }: ReconcileContext,
): Promise<PersistentVolumeClaim> {
  if (PROVISIONER_ANNOTATIONS.every((name) => claim.metadata.annotations?.[name] === provisioner))
    return claim
  const noted = Object.fromEntries(PROVISIONER_ANNOTATIONS.map((name) => [name, provisioner]))
  const metadata = { ...claim.metadata, annotations: { ...claim.metadata.annotations, ...noted } }
  return client.update('PersistentVolumeClaim', { ...claim, metadata })
}

/** What of a new volume depends on more than its claim and class. */
export interface VolumePlan {
  /** It is attached to nodes by a driver of this name; a folder that is everywhere without one. */
  driver?: string
  /** Labels of the nodes from which it can be reached; of all when left out. */
  nodeAffinity?: VolumeNodeAffinity
}

async function volumePlan(
  { metadata }: PersistentVolumeClaim,
  { provisioner, allowedTopologies = [] }: StorageClass,
  { client }: ReconcileContext,
): Promise<VolumePlan> {
  const isDriver = provisioner.includes('.csi.') || (await client.find('CSIDriver', clusterName(provisioner)))
  const selected = metadata.annotations?.[SELECTED_NODE]
  const node = selected ? await client.find('Node', clusterName(selected)) : undefined
  const nodeAffinity = topologyAffinity(allowedTopologies, node)
  return { ...(isDriver && { driver: provisioner }), ...(nodeAffinity && { nodeAffinity }) }
}

function clusterName(name: string) {
  return { namespace: '', name }
}

/** Where the class lets volumes be made; of a place with a node in it that was chosen, where that is. */
function topologyAffinity(
  terms: NonNullable<StorageClass['allowedTopologies']>,
  node: Node | undefined,
): VolumeNodeAffinity | undefined {
  if (terms.length === 0) return undefined
  const labels = node?.metadata.labels ?? {}
  const nodeSelectorTerms = terms.map(({ matchLabelExpressions = [] }) => ({
    matchExpressions: matchLabelExpressions.map(({ key, values }) => {
      const own = labels[key]
      return { key, operator: 'In', values: own !== undefined && values.includes(own) ? [own] : [...values] }
    }),
  }))
  return { required: { nodeSelectorTerms } }
}

/** The volume made for a claim: of a driver, or a folder as the local-path provisioner makes them. */
export function provisionedVolume(
  claim: PersistentVolumeClaim,
  storageClass: StorageClass,
  { driver, nodeAffinity }: VolumePlan = {},
): PersistentVolume {
  const { uid, namespace, name } = claim.metadata
  const { provisioner, reclaimPolicy = 'Delete', mountOptions } = storageClass
  const volumeAttributesClassName = claim.spec?.volumeAttributesClassName
  const volumeMode = claim.spec?.volumeMode ?? 'Filesystem'
  const path = `/var/local-path-provisioner/pvc-${uid}_${namespace}_${name}`
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { [PROVISIONED_BY]: provisioner } },
    spec: {
      accessModes: [...(claim.spec?.accessModes ?? [])],
      capacity: { storage: claim.spec?.resources?.requests?.storage ?? '0' },
      claimRef: claimReference(claim),
      ...(driver
        ? {
            csi: {
              driver,
              ...(volumeMode === 'Filesystem' && { fsType: 'ext4' }),
              volumeHandle: `pvc-${uid}`,
            },
          }
        : { hostPath: { path, type: 'DirectoryOrCreate' } }),
      ...(mountOptions && { mountOptions: deepCopy(mountOptions) }),
      ...(nodeAffinity && { nodeAffinity }),
      persistentVolumeReclaimPolicy: reclaimPolicy,
      storageClassName: storageClass.metadata.name,
      ...(volumeAttributesClassName && { volumeAttributesClassName }),
      volumeMode,
    },
  }
}
