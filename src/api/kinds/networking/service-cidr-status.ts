/** What is said of ServiceCIDRs (pkg/controller/servicecidrs). */

/** Holds a deleted range as long as addresses come from it. */
export const SERVICE_CIDR_FINALIZER = 'networking.k8s.io/service-cidr-finalizer'
/** Of a range that addresses can be taken from. */
export const READY_MESSAGE = 'Kubernetes Service CIDR is ready'
/** Of a range that is deleted, with addresses that come from nowhere else. */
export const HELD_MESSAGE =
  'There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR'
