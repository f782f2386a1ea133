/** Whether a driver that tells how much storage it has left has enough for a claim. Source: volumebinding/binder.go. */
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import { compareQuantities, parseQuantity, tryParseQuantity } from '../../apimachinery/quantity.ts'
import type { Client } from '../../apiserver/client.ts'
import type { CSIStorageCapacity, Node, PersistentVolumeClaim, StorageClass } from '../../generated/types.ts'

/** Says of which nodes it has; of all where the driver does not tell. */
export async function readCapacity(
  claim: PersistentVolumeClaim,
  { metadata, provisioner }: StorageClass,
  client: Client,
): Promise<(node: Node) => boolean> {
  const size = tryParseQuantity(claim.spec?.resources?.requests?.storage ?? '')
  const driver = await client.find('CSIDriver', { namespace: '', name: provisioner })
  if (!size || !driver?.spec?.storageCapacity) return () => true
  const capacities = (await client.lookup('CSIStorageCapacity', 'class', metadata.name ?? ''))
    .filter((each) => compareQuantities(largestVolume(each), size) >= 0)
    .flatMap(({ nodeTopology }) => (nodeTopology ? selectorFromLabelSelector(nodeTopology) : []))
  return (node) => capacities.some((selector) => matchesLabels(selector, node.metadata.labels))
}

function largestVolume({ capacity, maximumVolumeSize }: CSIStorageCapacity) {
  return parseQuantity(maximumVolumeSize ?? capacity ?? '-1')
}
