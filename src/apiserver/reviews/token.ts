/** TokenReview: whose token is this? Source: pkg/registry/authentication/tokenreview. */
import { badRequest } from '../../apimachinery/status-error.ts'
import type { TokenReview } from '../../generated/types.ts'
import { reviewToken } from '../authentication/authenticate-token.ts'
import { ISSUER } from '../authentication/service-account-token.ts'
import type { Review } from './index.ts'
import { userInfo } from './self.ts'

/** The user that the token stands for, or why it stands for nobody. */
export const reviewBearer: Review = async ({ server, client }, question) => {
  const { token = '', audiences = [] } = (question as TokenReview).spec ?? {}
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const asked = audiences.length === 0 ? [ISSUER] : audiences
  const reviewed = await reviewToken({ server, client }, token, asked)
  if ('error' in reviewed) return { user: {}, error: reviewed.error }
  return { authenticated: true, user: userInfo(reviewed.identity), audiences: reviewed.audiences }
}
