/** Kinds that are questions: to create one is to ask it, and the answer is given back in its status, never stored. */
import type { KubeObject } from '../../apimachinery/object.ts'
import { invalid } from '../../apimachinery/status-error.ts'
import type { WriteOptions } from '../client.ts'
import type { Request } from '../context.ts'
import { decodeObject } from '../decode-object.ts'
import { reviewAccess, reviewOwnAccess } from './access.ts'
import { reviewOwnRules } from './rules.ts'
import { reviewSelf } from './self.ts'
import { reviewBearer } from './token.ts'

/** Answers a question: gives its status. */
export type Review = (request: Request, question: KubeObject) => Promise<object>

/** By kind. A new one is a file and a line here. */
const reviews: Readonly<Record<string, Review>> = {
  LocalSubjectAccessReview: reviewAccess,
  SelfSubjectAccessReview: reviewOwnAccess,
  SelfSubjectReview: reviewSelf,
  SelfSubjectRulesReview: reviewOwnRules,
  SubjectAccessReview: reviewAccess,
  TokenReview: reviewBearer,
}

/** Answers a question of one of these kinds; undefined for any other kind. Throws BadRequest, Invalid. */
export async function answer(
  request: Request,
  body: KubeObject,
  options: WriteOptions,
): Promise<KubeObject | undefined> {
  const { resource, definition } = request.kind
  const review = Object.hasOwn(reviews, resource.kind) ? reviews[resource.kind] : undefined
  if (review === undefined) return undefined
  const question = await decodeObject(request, { ...body, metadata: body.metadata ?? {} }, options)
  const errors = definition.validate?.(question) ?? []
  if (errors.length > 0) throw invalid({ group: resource.group, kind: resource.kind }, '', errors)
  return { ...question, status: await review(request, question) } as KubeObject
}
