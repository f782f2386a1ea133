/** The annotation in which kubectl keeps what it applied. */

/** Its name. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
