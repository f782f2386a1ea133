/** Definitions in groups of Kubernetes itself need somebody's word (apiapproval_controller.go, KEP-1111). */
import type { CustomResourceDefinition, CustomResourceDefinitionCondition } from '../../../generated/types.ts'

/** The annotation that holds it. */
export const APPROVAL = 'api-approved.kubernetes.io'

/** What the annotation is worth. */
export type Approval = 'approved' | 'bypassed' | 'invalid' | 'missing' | 'not-needed'

/** Whether a definition is approved, or needs not be. */
export function approvalOf({ metadata, spec }: CustomResourceDefinition): Approval {
  const group = spec.group ?? ''
  const isProtected = ['k8s.io', 'kubernetes.io'].some((own) => group === own || group.endsWith(`.${own}`))
  if (!isProtected) return 'not-needed'
  const text = metadata.annotations?.[APPROVAL] ?? ''
  if (text === '') return 'missing'
  if (text.startsWith('unapproved')) return 'bypassed'
  return /^https?:\/\/[^/]+/.test(text) ? 'approved' : 'invalid'
}

/** What the definition's conditions say of it; undefined where it needs no approval. */
export function approvalCondition(
  definition: CustomResourceDefinition,
): Omit<CustomResourceDefinitionCondition, 'lastTransitionTime'> | undefined {
  const type = 'KubernetesAPIApprovalPolicyConformant'
  const text = definition.metadata.annotations?.[APPROVAL] ?? ''
  switch (approvalOf(definition)) {
    case 'approved':
      return { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${text}` }
    case 'bypassed':
      return {
        type,
        status: 'False',
        reason: 'UnapprovedAnnotation',
        message: `not approved: ${JSON.stringify(text)}`,
      }
    default:
      return undefined
  }
}
