/**
 * What a node has to do with: its pods, and what these use (plugin/pkg/auth/authorizer/node/graph.go). Where upstream
 * keeps a graph, the pods of the node are looked at; there are not many.
 */
import { kubeletSecrets } from '../../../api/kinds/core/persistent-volume/secret-names.ts'
import { claimNames, references } from '../../../api/kinds/core/pod/indexes.ts'
import { isMirrorPod } from '../../../api/kinds/core/pod/mirror.ts'
import type { NamespacedName } from '../../../apimachinery/object.ts'
import type { PersistentVolume, Pod } from '../../../generated/types.ts'
import type { RoleReader } from '../authorizer.ts'

/** Is the object related to the node? */
export type Relation = (reader: RoleReader, node: string, object: NamespacedName) => Promise<boolean>

/** By resources, as requests name them. */
export const relations: Readonly<Record<string, Relation>> = {
  pods: async (reader, node, key) => (await reader.find('Pod', key))?.spec?.nodeName === node,
  configmaps: (reader, node, { namespace, name }) =>
    somePod(
      reader,
      node,
      namespace,
      ({ spec }) => spec !== undefined && references(spec).configMaps.has(name),
    ),
  secrets: async (reader, node, key) =>
    (await somePod(
      reader,
      node,
      key.namespace,
      ({ spec }) => spec !== undefined && references(spec).secrets.has(key.name),
    )) || usedByVolume(reader, node, key),
  serviceaccounts: (reader, node, { namespace, name }) =>
    somePod(reader, node, namespace, ({ spec }) => spec?.serviceAccountName === name),
  persistentvolumeclaims: usesClaim,
  async persistentvolumes(reader, node, key) {
    const claim = (await reader.find('PersistentVolume', key))?.spec?.claimRef
    const { namespace = '', name = '' } = claim ?? {}
    return claim !== undefined && usesClaim(reader, node, { namespace, name })
  },
  'resourceclaims.resource.k8s.io': (reader, node, { namespace, name }) =>
    somePod(reader, node, namespace, (pod) => resourceClaims(pod).includes(name)),
  'resourceslices.resource.k8s.io': async (reader, node, key) =>
    (await reader.find('ResourceSlice', key))?.spec?.nodeName === node,
  'volumeattachments.storage.k8s.io': async (reader, node, key) =>
    (await reader.find('VolumeAttachment', key))?.spec?.nodeName === node,
}

async function podsOf(reader: RoleReader, node: string, namespace?: string): Promise<Pod[]> {
  const pods = await reader.lookup('Pod', 'assigned', node)
  // A pod that the kubelet shows by itself may lead it to nothing else.
  return pods.filter(
    (pod) => !isMirrorPod(pod) && (namespace === undefined || pod.metadata.namespace === namespace),
  )
}

async function somePod(
  reader: RoleReader,
  node: string,
  namespace: string,
  uses: (pod: Pod) => boolean,
): Promise<boolean> {
  return (await podsOf(reader, node, namespace)).some(uses)
}

function usesClaim(reader: RoleReader, node: string, { namespace, name }: NamespacedName): Promise<boolean> {
  return somePod(
    reader,
    node,
    namespace,
    (pod) => pod.spec !== undefined && claimNames(pod, pod.spec).has(name),
  )
}

/** Secrets stand in volumes too, and volumes behind claims. */
async function usedByVolume(reader: RoleReader, node: string, secret: NamespacedName): Promise<boolean> {
  for (const pod of await podsOf(reader, node))
    for (const name of pod.spec ? claimNames(pod, pod.spec) : []) {
      const volume = await volumeOf(reader, { namespace: pod.metadata.namespace ?? '', name })
      const secrets = volume ? kubeletSecrets(volume) : []
      if (secrets.some((each) => each.name === secret.name && each.namespace === secret.namespace))
        return true
    }
  return false
}

async function volumeOf(reader: RoleReader, claim: NamespacedName): Promise<PersistentVolume | undefined> {
  const name = (await reader.find('PersistentVolumeClaim', claim))?.spec?.volumeName
  return name ? reader.find('PersistentVolume', { namespace: '', name }) : undefined
}

function resourceClaims({ spec, status }: Pod): string[] {
  const extended = status?.extendedResourceClaimStatus?.resourceClaimName
  return [
    ...(spec?.resourceClaims ?? []).map(({ resourceClaimName }) => resourceClaimName),
    ...(status?.resourceClaimStatuses ?? []).map(({ resourceClaimName }) => resourceClaimName),
    extended,
  ].filter((name) => name !== undefined)
}
