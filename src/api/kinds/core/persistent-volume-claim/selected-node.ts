/** How the scheduler tells where a volume is to be made. */

/** The annotation of a claim with the node that was chosen for its first pod. */
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node'
