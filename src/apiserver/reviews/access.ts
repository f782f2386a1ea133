/** SubjectAccessReview and its kin. Source: pkg/registry/authorization. */
import type { KubeObject } from '../../apimachinery/object.ts'
import type { SubjectAccessReview } from '../../generated/types.ts'
import { type Action, authorize } from '../authorization/authorizer.ts'
import { clusterAdmin, type Identity } from '../context.ts'
import type { Review } from './index.ts'

type Spec = SubjectAccessReview['spec']

/** May the user of the question do it? */
export const reviewAccess: Review = async (request, question) => {
  const { spec } = question as SubjectAccessReview
  const user = { name: spec.user ?? '', groups: spec.groups ?? [] }
  return decide(request.client, user, spec)
}

/** May who asks do it? */
export const reviewOwnAccess: Review = async ({ client, identity }, question) => {
  const { spec } = question as KubeObject & { spec: Spec }
  // The owner is asked nothing, so the answer must not depend on bindings either.
  if (identity === clusterAdmin) return { allowed: true }
  return decide(client, identity, spec)
}

async function decide(
  client: Parameters<typeof authorize>[0],
  user: Pick<Identity, 'name' | 'groups'>,
  spec: Spec,
): Promise<object> {
  const { allowed, reason } = await authorize(client, user, actionOf(spec))
  return { allowed, ...(reason !== '' && { reason }) }
}

function actionOf({ resourceAttributes, nonResourceAttributes }: Spec): Action {
  if (nonResourceAttributes) {
    const { verb = '', path = '' } = nonResourceAttributes
    return { verb, path }
  }
  const {
    verb = '',
    group = '',
    resource = '',
    subresource = '',
    name = '',
    namespace = '',
  } = resourceAttributes ?? {}
  return { verb, group, resource, subresource, name, namespace }
}
