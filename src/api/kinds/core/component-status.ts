/** ComponentStatus: whether the parts of the control plane are well. Nothing of it is stored. */
import { notFound } from '../../../apimachinery/status-error.ts'
import type { ComponentStatus } from '../../../generated/types.ts'
import { column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

/** What each part answers when it is asked, in the order of their names. */
const COMPONENTS: Readonly<Record<string, string>> = {
  'controller-manager': 'ok',
  'etcd-0': 'ok',
  scheduler: 'ok',
}

/** ComponentStatus, `v1`. All parts are in this process, so that whoever gets an answer has all of them. */
export const componentStatus = defineKind<ComponentStatus>({
  kind: 'ComponentStatus',
  group: '',
  deprecated: 'v1 ComponentStatus is deprecated in v1.19+',
  columns: [
    nameColumn,
    column('Status', ({ conditions }) => (isHealthy(conditions) ? 'Healthy' : 'Unhealthy')),
    column('Message', ({ conditions }) => conditions?.[0]?.message ?? ''),
    column('Error', ({ conditions }) => conditions?.[0]?.error ?? ''),
  ],
  describe: () => import('../generic.describe.ts'),
  computed: {
    async get({ name }) {
      if (!Object.hasOwn(COMPONENTS, name)) throw notFound({ group: '', resource: 'componentstatuses' }, name)
      return statusOf(name)
    },
    list: async () => Object.keys(COMPONENTS).map(statusOf),
  },
})

function statusOf(name: string): ComponentStatus {
  return {
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name },
    conditions: [{ type: 'Healthy', status: 'True', message: COMPONENTS[name] ?? '' }],
  }
}

function isHealthy(conditions: ComponentStatus['conditions']): boolean {
  return conditions?.some(({ type, status }) => type === 'Healthy' && status === 'True') ?? false
}
