/** The status of ValidatingAdmissionPolicies: what their expressions ask for that their objects do not have. */
import type { TypedKind } from '../api/policies/type-warnings.ts'
import type { GroupVersionKind, ResourceInfo } from '../api/resource.ts'
import { parseApiVersion } from '../apimachinery/object.ts'
import type { Client } from '../apiserver/client.ts'
import { compareStrings } from '../base/compare-strings.ts'
import type {
  NamedRuleWithOperations,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicySpec,
} from '../generated/types.ts'
import { defineController, type Reconciler } from '../runtime/reconciler.ts'

/** Source: maxTypesToCheck in policy/validating/typechecking.go. */
const MOST_KINDS = 10

/** Source: pkg/controller/validatingadmissionpolicystatus. What has to do with CEL is loaded with the first policy. */
export function createPolicyStatusController({
  resources,
}: {
  resources(): Promise<ResourceInfo[]>
}): Reconciler {
  return defineController({
    name: 'validatingadmissionpolicy-status-controller',
    for: 'ValidatingAdmissionPolicy',
    async reconcile(policy, _name, { client }) {
      if (!policy || isChecked(policy)) return undefined
      const expressionWarnings = await warningsOf(policy.spec ?? {}, await resources(), client)
      const status = {
        ...policy.status,
        observedGeneration: policy.metadata.generation ?? 0,
        typeChecking: expressionWarnings.length > 0 ? { expressionWarnings } : {},
      }
      await client.update('ValidatingAdmissionPolicy', { ...policy, status }, { subresource: 'status' })
      return undefined
    },
  })
}

function isChecked({ metadata, status }: ValidatingAdmissionPolicy): boolean {
  return (metadata.generation ?? 0) <= (status?.observedGeneration ?? 0)
}

async function warningsOf(
  spec: ValidatingAdmissionPolicySpec,
  resources: readonly ResourceInfo[],
  client: Client,
) {
  const { typeWarnings } = await import('../api/policies/type-warnings.ts')
  const kinds: TypedKind[] = []
  for (const gvk of kindsToCheck(spec, resources)) {
    const type = await typeOf(gvk, client)
    if (type) kinds.push({ gvk, type })
  }
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {}
  const params = spec.paramKind && (await typeOf({ ...parseApiVersion(apiVersion), kind }, client))
  return typeWarnings(spec, kinds, params)
}

/** The kinds that the rules name, without those that they only allow. */
function kindsToCheck(
  { matchConstraints }: ValidatingAdmissionPolicySpec,
  resources: readonly ResourceInfo[],
): GroupVersionKind[] {
  const found = new Map<string, GroupVersionKind>()
  for (const rule of matchConstraints?.resourceRules ?? [])
    for (const { group, plural, kind, versions } of resources)
      for (const version of versions)
        if (found.size < MOST_KINDS && isNamed(rule, group, version, plural))
          found.set([group, version, kind].join(' '), { group, version, kind })
  return [...found].sort(([a], [b]) => compareStrings(a, b)).map(([, gvk]) => gvk)
}

function isNamed(
  { apiGroups = [], apiVersions = [], resources = [] }: NamedRuleWithOperations,
  group: string,
  version: string,
  plural: string,
): boolean {
  // A rule with a wildcard for groups or versions is about too many to say which.
  if (apiGroups.includes('*') || apiVersions.includes('*')) return false
  return apiGroups.includes(group) && apiVersions.includes(version) && resources.includes(plural)
}

async function typeOf(gvk: GroupVersionKind, client: Client) {
  const { typeOfCustom, typeOfSchema } = await import('../api/policies/object-types.ts')
  const { loadSchema } = await import('../api/schema/load-schema.ts')
  const schema = await loadSchema(gvk)
  if (schema) return typeOfSchema(schema, gvk.kind)
  const { customSchema } = await import('../api/schema/custom-schema.ts')
  const [crd] = await client.lookup('CustomResourceDefinition', 'kind', `${gvk.group}/${gvk.kind}`)
  return crd && typeOfCustom(customSchema(crd, gvk.version), gvk.kind)
}
