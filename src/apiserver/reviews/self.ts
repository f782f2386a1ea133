/** SelfSubjectReview: who am I? Source: pkg/registry/authentication/selfsubjectreview. */
import type { Identity } from '../context.ts'
import type { Review } from './index.ts'

/** What the server knows of who asks. */
export const reviewSelf: Review = async ({ identity }) => ({ userInfo: userInfo(identity) })

/** A user as the API tells it. */
export function userInfo({ name, uid, groups, extra }: Identity): object {
  return { username: name, ...(uid && { uid }), groups: [...groups], ...(extra && { extra }) }
}
