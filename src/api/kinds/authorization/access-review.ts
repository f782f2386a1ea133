/** The reviews that ask what a user may do. Source: pkg/apis/authorization/validation. */
import { type FieldError, invalidValue } from '../../../apimachinery/field-error.ts'
import type { ObjectMeta } from '../../../apimachinery/object.ts'
import type {
  LocalSubjectAccessReview,
  SelfSubjectAccessReview,
  SubjectAccessReview,
} from '../../../generated/types.ts'
import { ageColumn, nameColumn } from '../../columns.ts'
import { defineKind } from '../../define-kind.ts'

const shared = { group: 'authorization.k8s.io', columns: [nameColumn, ageColumn] }

/** SubjectAccessReview: may a user do something? */
export const subjectAccessReview = defineKind<SubjectAccessReview>({
  kind: 'SubjectAccessReview',
  ...shared,
  validate: (review) => [...validateSubject(review), ...validateMetadata(review.metadata)],
})

/** SelfSubjectAccessReview: may I do something? */
export const selfSubjectAccessReview = defineKind<SelfSubjectAccessReview>({
  kind: 'SelfSubjectAccessReview',
  ...shared,
  validate: ({ spec, metadata }) => [...validateAttributes(spec), ...validateMetadata(metadata)],
})

/** LocalSubjectAccessReview: may a user do something in this namespace? */
export const localSubjectAccessReview = defineKind<LocalSubjectAccessReview>({
  kind: 'LocalSubjectAccessReview',
  ...shared,
  validate(review) {
    const { namespace, ...metadata } = review.metadata ?? {}
    return [
      ...validateSubject(review),
      ...validateMetadata(metadata),
      ...validatePlace(review, namespace ?? ''),
    ]
  },
})

type Spec = SubjectAccessReview['spec']

function validateSubject({ spec }: SubjectAccessReview): FieldError[] {
  const errors = validateAttributes(spec)
  if (!spec?.user && !spec?.groups?.length)
    errors.push(
      invalidValue('spec.user', spec?.user ?? '', 'at least one of user or group must be specified'),
    )
  return errors
}

function validateAttributes({ resourceAttributes, nonResourceAttributes }: Partial<Spec> = {}): FieldError[] {
  if (resourceAttributes && nonResourceAttributes) {
    const detail = 'cannot be specified in combination with resourceAttributes'
    return [invalidValue('spec.nonResourceAttributes', nonResourceAttributes, detail)]
  }
  if (resourceAttributes || nonResourceAttributes) return []
  const detail = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'
  return [invalidValue('spec.resourceAttributes', null, detail)]
}

function validateMetadata(metadata: Partial<ObjectMeta> = {}): FieldError[] {
  const { managedFields: _, namespace: __, ...rest } = metadata as Record<string, unknown>
  return Object.keys(rest).length === 0 ? [] : [invalidValue('metadata', rest, 'must be empty')]
}

function validatePlace({ spec }: SubjectAccessReview, namespace: string): FieldError[] {
  const asked = spec?.resourceAttributes?.namespace ?? ''
  const errors: FieldError[] = []
  if (spec?.resourceAttributes && asked !== namespace)
    errors.push(invalidValue('spec.resourceAttributes.namespace', asked, 'must match metadata.namespace'))
  if (spec?.nonResourceAttributes)
    errors.push(
      invalidValue(
        'spec.nonResourceAttributes',
        spec.nonResourceAttributes,
        'disallowed on this kind of request',
      ),
    )
  return errors
}
