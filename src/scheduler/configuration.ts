/** The configuration of the schedulers, for the faces: loaded only where one is given. */
import { CONFIG_KIND, CONFIG_VERSION } from './config/types.ts'

export { configMapOf } from './config/config-map.ts'
export { parseConfiguration } from './config/stored.ts'

/** All as by default, but that all nodes are scored. */
export const exhaustiveConfiguration = `apiVersion: ${CONFIG_VERSION}
kind: ${CONFIG_KIND}
percentageOfNodesToScore: 100
`
