/** FlowSchema: which requests share a priority level. */
import { type FieldError, invalidValue, required } from '../../../apimachinery/field-error.ts'
import type { FlowSchema } from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const DEFAULT_PRECEDENCE = 1000
const HIGHEST_PRECEDENCE = 10000

/** FlowSchema, `flowcontrol.apiserver.k8s.io/v1`. */
export const flowSchema = defineKind<FlowSchema>({
  kind: 'FlowSchema',
  group: 'flowcontrol.apiserver.k8s.io',
  generation: true,
  initial: async () => (await import('./bootstrap.ts')).flowSchemas(),
  defaults({ spec }) {
    if (spec) spec.matchingPrecedence ||= DEFAULT_PRECEDENCE
  },
  validate({ spec }) {
    const errors: FieldError[] = []
    const precedence = spec?.matchingPrecedence ?? DEFAULT_PRECEDENCE
    if (precedence <= 0)
      errors.push(invalidValue('spec.matchingPrecedence', precedence, 'must be a positive value'))
    if (precedence > HIGHEST_PRECEDENCE) {
      const detail = `must not be greater than ${HIGHEST_PRECEDENCE}`
      errors.push(invalidValue('spec.matchingPrecedence', precedence, detail))
    }
    if (!spec?.priorityLevelConfiguration?.name)
      errors.push(required('spec.priorityLevelConfiguration.name', 'must reference a priority level'))
    return errors
  },
  indexes: ({ spec }) => [['level', spec?.priorityLevelConfiguration?.name ?? '']],
  programs: { status: 'api-priority-and-fairness-config-consumer-v1' },
  columns: [
    nameColumn,
    column('PriorityLevel', ({ spec }) => spec?.priorityLevelConfiguration?.name ?? ''),
    column('MatchingPrecedence', precedenceOf),
    column('DistinguisherMethod', ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>'),
    ageColumn,
    column('MissingPL', ({ status }) => {
      return status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?'
    }),
  ],
  // Source: FlowSchemaSequence, by which printFlowSchemaList sorts (pkg/printers/internalversion).
  compareRows: (a, b) => precedenceOf(a) - precedenceOf(b),
  describe: () => import('../generic.describe.ts'),
})

function precedenceOf({ spec }: FlowSchema): number {
  return spec?.matchingPrecedence ?? DEFAULT_PRECEDENCE
}
