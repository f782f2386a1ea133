/** The load balancer in the status of a Service (ValidateLoadBalancerStatus, pkg/apis/core/validation/validation.go). */
import { type FieldError, forbiddenField, notSupported } from '../../../../apimachinery/field-error.ts'
import type { LoadBalancerIngress, Service } from '../../../../generated/types.ts'
import { validateBalancerAddress, validateBalancerName } from '../../load-balancer-entries.ts'

const PATH = 'status.loadBalancer.ingress'
const MODES = ['Proxy', 'VIP']

/**
 * Nodes handle traffic for the address of a load balancer themselves, unless it says that it does not want that. The status
 * may be somebody else's: another one takes its place.
 */
export function defaultModes(service: Service): void {
  const { spec, status } = service
  const lacksMode = ({ ip, ipMode }: LoadBalancerIngress) => Boolean(ip) && ipMode === undefined
  const entries = status?.loadBalancer?.ingress ?? []
  if (spec?.type !== 'LoadBalancer' || !entries.some(lacksMode)) return
  const ingress = entries.map((entry) => (lacksMode(entry) ? { ...entry, ipMode: 'VIP' } : entry))
  service.status = { ...status, loadBalancer: { ...status?.loadBalancer, ingress } }
}

/** Only services of this type have a load balancer; each entry is an address or a name. */
export function validateStatusUpdate({ spec, status }: Service): FieldError[] {
  const entries = status?.loadBalancer?.ingress ?? []
  if (entries.length > 0 && spec?.type !== 'LoadBalancer')
    return [forbiddenField(PATH, "may only be used when `spec.type` is 'LoadBalancer'")]
  return entries.flatMap((entry, index) => validateEntry(entry, `${PATH}[${index}]`))
}

function validateEntry(entry: LoadBalancerIngress, path: string): FieldError[] {
  const { ip, hostname } = entry
  return [
    ...validateBalancerAddress(ip, path),
    ...validateMode(entry, `${path}.ipMode`),
    ...validateBalancerName(hostname, path),
  ]
}

function validateMode({ ip, ipMode }: LoadBalancerIngress, path: string): FieldError[] {
  if (ipMode === undefined) return []
  if (!ip) return [forbiddenField(path, 'may not be specified when `ip` is not set')]
  return MODES.includes(ipMode) ? [] : [notSupported(path, ipMode, MODES)]
}
