/** kubelite create service clusterip. */
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { requirePorts, serviceOf, tcpFlag } from './service-object.ts'

export const serviceClusterIp = defineGenerator({
  name: 'clusterip',
  usage: 'NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]',
  short: 'Create a ClusterIP service',
  long: ['Create a ClusterIP service with the specified name.'],
  examples: [
    { about: 'A service with an address of its own', line: 'create service clusterip my-cs --tcp=5678:8080' },
    {
      about: 'One without: its name leads to the addresses of its pods',
      line: 'create service clusterip my-cs --clusterip="None"',
    },
  ],
  flags: {
    ...tcpFlag,
    clusterip: string('', 'The address of the service; None makes it headless. Left out: one that is free.'),
  },
  savesNothing: true,
  refusal: 'failed to create ClusterIP service: ',
  generate({ name, options: { tcp, clusterip } }) {
    if (clusterip !== 'None') requirePorts(tcp)
    return serviceOf(name, 'ClusterIP', tcp, clusterip === '' ? {} : { clusterIP: clusterip })
  },
})
