/** The labels by which namespaces ask for pod security. */

/** They all begin so. */
export const POD_SECURITY = 'pod-security.kubernetes.io/'
