/** kubelite create service nodeport. */
import type { ServiceSpec } from '../../generated/types.ts'
import { int } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { requirePorts, serviceOf, tcpFlag } from './service-object.ts'

export const serviceNodePort = defineGenerator({
  name: 'nodeport',
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a NodePort service',
  long: ['Create a NodePort service with the specified name.'],
  examples: [
    {
      about: 'A service that is reached by a port of each node',
      line: 'create service nodeport my-ns --tcp=5678:8080',
    },
  ],
  flags: { ...tcpFlag, nodePort: int(0, 'The port of the nodes. Left out: one that is free.') },
  savesNothing: true,
  refusal: 'failed to create NodePort service: ',
  generate({ name, options: { tcp, nodePort } }) {
    requirePorts(tcp)
    const made = serviceOf(name, 'NodePort', tcp, {})
    const spec = made.spec as ServiceSpec
    return {
      ...made,
      spec: { ...spec, ports: spec.ports?.map((port) => ({ ...port, nodePort: nodePort | 0 })) },
    }
  },
})
