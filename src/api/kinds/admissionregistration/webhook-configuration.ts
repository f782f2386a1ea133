/** MutatingWebhookConfiguration and ValidatingWebhookConfiguration: who else decides about writes. */
import type {
  MutatingWebhookConfiguration,
  ValidatingWebhookConfiguration,
} from '../../../generated/types.ts'
import { ageColumn, column, nameColumn } from '../../columns.ts'
import { type Column, defineKind } from '../../define-kind.ts'
import { loadExpressionCheck } from './check-expressions.ts'
import { defaultMatch } from './match-defaults.ts'
import { validateWebhooks } from './validate-webhooks.ts'

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration

const columns: readonly Column<Configuration>[] = [
  nameColumn,
  column('Webhooks', ({ webhooks }) => webhooks?.length ?? 0, {
    type: 'integer',
    description: 'Webhooks indicates the number of webhooks registered in this configuration',
  }),
  ageColumn,
]

const NOT_CALLED =
  'admission webhooks behind a service are kept, but not called in this cluster; those with a url are called'

const shared = {
  group: 'admissionregistration.k8s.io',
  generation: true,
  columns,
  validate: ({ webhooks }: Configuration) => validateWebhooks(webhooks ?? []),
  loadForWrites: loadExpressionCheck,
  // Those that are called, under one term: whether there are any at all is asked with each write.
  indexes: ({ webhooks = [] }: Configuration): [string, string][] =>
    webhooks.some(({ clientConfig }) => clientConfig?.url !== undefined) ? [['called', '']] : [],
  // Nothing runs in the pods of the cluster that could answer, and refusing all writes would help nobody.
  warnings: ({ webhooks = [] }: Configuration) =>
    webhooks.some(({ clientConfig }) => clientConfig?.service !== undefined) ? [NOT_CALLED] : [],
  describe: () => import('../generic.describe.ts'),
}

/** MutatingWebhookConfiguration, `admissionregistration.k8s.io/v1`. */
export const mutatingWebhookConfiguration = defineKind<MutatingWebhookConfiguration>({
  ...shared,
  kind: 'MutatingWebhookConfiguration',
  defaults(object) {
    defaultWebhooks(object)
    for (const webhook of object.webhooks ?? []) webhook.reinvocationPolicy ??= 'Never'
  },
})

/** ValidatingWebhookConfiguration, `admissionregistration.k8s.io/v1`. */
export const validatingWebhookConfiguration = defineKind<ValidatingWebhookConfiguration>({
  ...shared,
  kind: 'ValidatingWebhookConfiguration',
  defaults: defaultWebhooks,
})

/** pkg/apis/admissionregistration/v1/defaults.go. */
function defaultWebhooks({ webhooks }: Configuration): void {
  for (const webhook of webhooks ?? []) {
    webhook.failurePolicy ??= 'Fail'
    webhook.timeoutSeconds ??= 10
    defaultMatch(webhook, webhook.rules)
    if (webhook.clientConfig?.service) webhook.clientConfig.service.port ??= 443
  }
}
