/** CSINode: the storage drivers of a node. */
import { duplicate, required } from '../../../apimachinery/field-error.ts'
import type { CSINode } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** CSINode, `storage.k8s.io/v1`. Those that limit how many volumes a driver attaches are counted by 'limited', under ''. */
export const csiNode = defineKind<CSINode>({
  kind: 'CSINode',
  group: 'storage.k8s.io',
  programs: { object: () => 'kubelet' },
  validate({ spec }) {
    const drivers = spec?.drivers ?? []
    return drivers.flatMap(({ name, nodeID }, index) => {
      const path = `spec.drivers[${index}]`
      const repeated = drivers.findIndex((driver) => driver.name === name) < index
      return [
        ...(name ? [] : [required(`${path}.name`)]),
        ...(nodeID ? [] : [required(`${path}.nodeID`)]),
        ...(repeated ? [duplicate(`${path}.name`, name)] : []),
      ]
    })
  },
  indexes: ({ spec }) =>
    spec?.drivers?.some(({ allocatable }) => allocatable?.count !== undefined) ? [['limited', '', {}]] : [],
  columns: [
    nameColumn,
    column('Drivers', ({ spec }) => spec?.drivers?.length ?? 0, {
      type: 'integer',
      description: 'Drivers indicates the number of CSI drivers registered on the node',
    }),
    ageColumn,
  ],
  describe: () => import('./csi-node.describe.ts'),
})
