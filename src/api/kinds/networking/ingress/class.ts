/** Which controller an Ingress is for. */
import type { Ingress } from '../../../../generated/types.ts'

/** The controller that kubelite simulates, as ingress classes name it. */
export const INGRESS_NGINX = 'k8s.io/ingress-nginx'

/** The class that a new cluster has for it. */
export const NGINX_CLASS = 'nginx'

const CLASS_ANNOTATION = 'kubernetes.io/ingress.class'

/** The name of the class that an ingress asks for: by its field, or in the old way by annotation. */
export function ingressClassOf({ metadata, spec }: Ingress): string | undefined {
  return spec?.ingressClassName ?? metadata.annotations?.[CLASS_ANNOTATION]
}
