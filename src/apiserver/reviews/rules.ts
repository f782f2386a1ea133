/** SelfSubjectRulesReview: all that who asks may do. Source: pkg/registry/authorization/selfsubjectrulesreview. */
import { badRequest } from '../../apimachinery/status-error.ts'
import type { SelfSubjectRulesReview } from '../../generated/types.ts'
import { rulesFor } from '../authorization/authorizer.ts'
import type { Review } from './index.ts'

/** The rules in the namespace of the question, those of resources and those of URLs. */
export const reviewOwnRules: Review = async ({ client, identity }, question) => {
  const { namespace = '' } = (question as SelfSubjectRulesReview).spec ?? {}
  if (namespace === '') throw badRequest('no namespace on request')
  const { rules, missing } = await rulesFor(client, identity, namespace)
  return {
    resourceRules: rules
      .filter(({ resources }) => resources?.length)
      .map(({ verbs, apiGroups, resources, resourceNames }) => ({
        verbs,
        ...(apiGroups && { apiGroups }),
        ...(resources && { resources }),
        ...(resourceNames && { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs }) => nonResourceURLs?.length)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: missing.length > 0,
    ...(missing.length > 0 && { evaluationError: missing.join(', ') }),
  }
}
