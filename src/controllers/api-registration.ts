/**
 * Keeps an APIService for each version of a group that custom kinds are served in. Source: pkg/controlplane/controller/
 * crdregistration and the autoregister controller of kube-aggregator.
 */
import type { Client } from '../apiserver/client.ts'
import { unlessGone } from '../apiserver/unless-gone.ts'
import { deepEqual } from '../base/json.ts'
import type { APIService, APIServiceSpec, CustomResourceDefinition } from '../generated/types.ts'
import type { Change, Reconciler } from '../runtime/reconciler.ts'

/** Whose value says that an APIService is kept as it is here; what users make has no such label. */
const MANAGED_LABEL = 'kube-aggregator.kubernetes.io/automanaged'
const CONTINUOUSLY = 'true'

/** Custom kinds come behind all built-in ones, and their versions stand by their names alone. */
const PRIORITIES = { groupPriorityMinimum: 1000, versionPriority: 100 }

/** Its keys are names of APIServices: `v1.example.com`. */
export const apiRegistrationController: Reconciler = {
  name: 'crd-registration-controller',
  about: 'APIService',
  watches: [
    { kind: 'CustomResourceDefinition', keys: namesOfVersions },
    { kind: 'APIService', keys: ({ object }) => (isManaged(object) ? [object.metadata.name ?? ''] : []) },
  ],
  async reconcile(name, { client }) {
    const wanted = await isServed(name, client)
    const service = await client.find('APIService', { namespace: '', name })
    if (service === undefined && wanted) await client.create('APIService', newService(name))
    if (service === undefined || !isManaged(service)) return undefined
    if (!wanted) await unlessGone(() => client.delete('APIService', { namespace: '', name }))
    else if (!deepEqual(service.spec, specOf(name)))
      await unlessGone(() => client.update('APIService', { ...service, spec: specOf(name) }))
    return undefined
  },
}

function namesOfVersions({ object, previous }: Change): string[] {
  const states = [object, previous].filter((state) => state !== undefined) as CustomResourceDefinition[]
  return [...new Set(states.flatMap(({ spec }) => spec.versions.map(({ name }) => `${name}.${spec.group}`)))]
}

async function isServed(name: string, client: Client): Promise<boolean> {
  const { group, version } = splitName(name)
  const definitions = await client.lookup('CustomResourceDefinition', 'group', group)
  return definitions.some(({ spec }) => spec.versions.some((each) => each.name === version && each.served))
}

function isManaged({ metadata }: Pick<APIService, 'metadata'>): boolean {
  return metadata.labels?.[MANAGED_LABEL] === CONTINUOUSLY
}

function newService(name: string): APIService {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name, labels: { [MANAGED_LABEL]: CONTINUOUSLY } },
    spec: specOf(name),
  }
}

function specOf(name: string): APIServiceSpec {
  return { ...splitName(name), ...PRIORITIES }
}

function splitName(name: string): { group: string; version: string } {
  const dot = name.indexOf('.')
  return { group: name.slice(dot + 1), version: name.slice(0, dot) }
}
