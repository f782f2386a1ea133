/** Which requests a policy is about (k8s.io/apiserver, admission/plugin/policy/matching and webhook/predicates). */
import { matchesLabels, selectorFromLabelSelector } from '../../apimachinery/label-selector.ts'
import type { KubeObject } from '../../apimachinery/object.ts'
import type {
  LabelSelector,
  MatchResources,
  NamedRuleWithOperations,
  Namespace,
} from '../../generated/types.ts'
import type { AdmissionRequest } from '../admission/plugin.ts'

const CONFIGURATION = [
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]

/** No policy can lock out those who would change it. */
export function isExempt({ kind }: AdmissionRequest): boolean {
  return kind.resource.group === 'admissionregistration.k8s.io' && CONFIGURATION.includes(kind.resource.kind)
}

/** The namespace of the request's object; undefined for one of the cluster, and for one that is gone already. */
export async function namespaceOf({
  client,
  kind,
  namespace,
}: AdmissionRequest): Promise<Namespace | undefined> {
  if (!kind.resource.namespaced) return undefined
  return client.find('Namespace', { namespace: '', name: namespace })
}

/** Is the request among those that are matched? */
export function matchesRequest(
  match: MatchResources,
  request: AdmissionRequest,
  namespace: Namespace | undefined,
): boolean {
  const { resourceRules = [], excludeResourceRules = [], namespaceSelector, objectSelector } = match
  const { version, versions } = request.kind.resource
  // Another version of the same resource is the same thing, unless asked for by the letter.
  const asked = match.matchPolicy === 'Exact' ? [version] : versions
  const about = (rule: NamedRuleWithOperations) => matchesRule(rule, request, asked)
  return (
    !excludeResourceRules.some(about) &&
    (resourceRules.length === 0 || resourceRules.some(about)) &&
    matchesNamespace(namespaceSelector, request, namespace) &&
    matchesObject(objectSelector, request)
  )
}

/** Objects of the cluster are in all namespaces, as it were; a namespace is selected by its own labels. */
export function matchesNamespace(
  selector: LabelSelector | undefined,
  { kind, object }: AdmissionRequest,
  namespace: Namespace | undefined,
): boolean {
  if (!selector) return true
  const labels = kind.name === 'Namespace' ? object.metadata.labels : namespace?.metadata.labels
  if (kind.name !== 'Namespace' && !kind.resource.namespaced) return true
  return matchesLabels(selectorFromLabelSelector(selector), labels)
}

/** Whether a selector takes either the object as it is or as it will be. */
export function matchesObject(
  selector: LabelSelector | undefined,
  { object, old }: AdmissionRequest,
): boolean {
  if (!selector) return true
  const parsed = selectorFromLabelSelector(selector)
  const isSelected = (each: KubeObject | undefined) =>
    each !== undefined && matchesLabels(parsed, each.metadata.labels)
  return isSelected(object) || isSelected(old)
}

/** Whether a rule is about the request, in one of the versions. */
export function matchesRule(
  rule: NamedRuleWithOperations,
  request: AdmissionRequest,
  versions: readonly string[],
): boolean {
  const { kind, operation, name, subresource } = request
  const { group, namespaced } = kind.resource
  const { resourceNames = [], scope = '*' } = rule
  return (
    isListed(rule.operations, [operation]) &&
    isListed(rule.apiGroups, [group]) &&
    isListed(rule.apiVersions, versions) &&
    (scope === '*' || (scope === 'Namespaced') === namespaced) &&
    (resourceNames.length === 0 || resourceNames.includes(name)) &&
    (rule.resources ?? []).some((resource) => matchesResource(resource, kind.resource.plural, subresource))
  )
}

function isListed(words: readonly string[] = [], wanted: readonly string[]): boolean {
  return words.includes('*') || wanted.some((word) => words.includes(word))
}

/** A name stands for the resource, with a slash for one of its subresources, or with a star for all of them too. */
function matchesResource(rule: string, plural: string, subresource: string | undefined): boolean {
  const [resource = '', part = ''] = rule.split('/')
  if (resource !== '*' && resource !== plural) return false
  return part === '*' || part === (subresource ?? '')
}
