/** The table of Scale objects: `get --subresource=scale` (pkg/printers/internalversion/printers.go). */

import type { Unstructured } from '../apimachinery/object.ts'
import { ageColumn, nameColumn } from './columns.ts'
import type { KindDefinition } from './define-kind.ts'

type Scale = Unstructured & { spec?: { replicas?: number }; status?: { replicas?: number } }

/** What a Scale shows of itself: how many replicas are wished for, and how many there are. */
export const scaleColumns: Pick<KindDefinition, 'columns'> = {
  columns: [
    nameColumn,
    { name: 'Desired', type: 'integer', cell: (scale) => (scale as Scale).spec?.replicas ?? 0 },
    { name: 'Available', type: 'integer', cell: (scale) => (scale as Scale).status?.replicas ?? 0 },
    ageColumn,
  ],
}
