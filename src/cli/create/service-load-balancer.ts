/** kubelite create service loadbalancer. */
import { defineGenerator } from './generator.ts'
import { requirePorts, serviceOf, tcpFlag } from './service-object.ts'

export const serviceLoadBalancer = defineGenerator({
  name: 'loadbalancer',
  usage: 'NAME [--tcp=port:targetPort] [--dry-run=server|client|none]',
  short: 'Create a LoadBalancer service',
  long: ['Create a LoadBalancer service with the specified name.'],
  examples: [
    {
      about: 'A service that is reached from outside',
      line: 'create service loadbalancer my-lbs --tcp=5678:8080',
    },
  ],
  flags: tcpFlag,
  savesNothing: true,
  refusal: 'failed to create LoadBalancer service: ',
  generate({ name, options: { tcp } }) {
    requirePorts(tcp)
    return serviceOf(name, 'LoadBalancer', tcp, {})
  },
})
