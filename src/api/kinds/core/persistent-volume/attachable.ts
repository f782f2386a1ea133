/** Which volumes are attached to a node before pods there can use them, and by whom. */
import type { PersistentVolume } from '../../../../generated/types.ts'
import type { ObjectReader } from '../../../describe-context.ts'

/** The driver that attaches the volume; undefined for volumes that need not be attached (CSIDriver.spec.attachRequired). */
export async function attacherOf(
  { spec }: PersistentVolume,
  reader: ObjectReader,
): Promise<string | undefined> {
  const driver = spec?.csi?.driver
  if (driver === undefined) return undefined
  const known = await reader.find('CSIDriver', { namespace: '', name: driver })
  return known?.spec?.attachRequired === false ? undefined : driver
}
