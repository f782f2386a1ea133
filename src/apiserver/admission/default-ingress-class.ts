/** DefaultIngressClass: an ingress that names no class gets the default one. */
import type { Ingress } from '../../generated/types.ts'
import { annotationDefault } from './default-class.ts'
import type { AdmissionPlugin } from './plugin.ts'

const MARKER = 'ingressclass.kubernetes.io/is-default-class'

/** Source: plugin/pkg/admission/network/defaultingressclass. */
export const defaultIngressClass: AdmissionPlugin = {
  name: 'DefaultIngressClass',
  kinds: ['Ingress'],
  operations: ['CREATE'],
  async mutate({ object, client }) {
    const { spec, metadata } = object as Ingress
    if (!spec || spec.ingressClassName !== undefined) return
    if (metadata.annotations?.['kubernetes.io/ingress.class'] !== undefined) return
    const { items } = await client.list('IngressClass')
    const found = annotationDefault(items, MARKER)
    if (found) spec.ingressClassName = found.metadata.name!
  },
}
