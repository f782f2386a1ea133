/** kubelite create service. */
import { defineCommand } from '../command.ts'

export const createService = defineCommand({
  name: 'service',
  aliases: ['svc'],
  usage: '[flags]',
  short: 'Create a service using a specified subcommand',
  long: ['Create a service using a specified subcommand.'],
  examples: [
    { about: 'A service with an address of its own', line: 'create service clusterip my-cs --tcp=5678:8080' },
  ],
  flags: {},
  subcommands: {
    clusterip: () => import('./service-cluster-ip.ts').then((module) => module.serviceClusterIp),
    externalname: () => import('./service-external-name.ts').then((module) => module.serviceExternalName),
    loadbalancer: () => import('./service-load-balancer.ts').then((module) => module.serviceLoadBalancer),
    nodeport: () => import('./service-node-port.ts').then((module) => module.serviceNodePort),
  },
})
