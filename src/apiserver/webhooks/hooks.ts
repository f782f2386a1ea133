/** The webhooks of all configurations, in the order in which they are asked. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { MutatingWebhook, ValidatingWebhook } from '../../generated/types.ts'
import type { KeyValue } from '../../store/store.ts'
import { objectOf } from '../stored-object.ts'

type AnyWebhook = MutatingWebhook | ValidatingWebhook

/** A webhook of a configuration. */
export interface Hook<W extends AnyWebhook = AnyWebhook> {
  /** Tells it apart from all others. */
  readonly id: string
  readonly url: string
  readonly webhook: W
}

/**
 * The webhooks that have a URL: by the names of the configurations, then as these list them (configuration of
 * k8s.io/apiserver). Nothing that could answer runs behind a service, so one that names a service is passed by.
 */
export function hooksIn<W extends AnyWebhook>(configurations: readonly KeyValue[]): Hook<W>[] {
  return configurations
    .map((kv) => objectOf(kv) as KubeObject & { webhooks?: W[] })
    .sort((a, b) => compareStrings(a.metadata.name ?? '', b.metadata.name ?? ''))
    .flatMap(({ metadata, webhooks = [] }) =>
      webhooks.flatMap((webhook) => {
        const { url } = webhook.clientConfig
        return url === undefined ? [] : [{ id: `${metadata.name}/${webhook.name}`, url, webhook }]
      }),
    )
}
