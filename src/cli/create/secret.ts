/** kubelite create secret. */
import { defineCommand } from '../command.ts'

export const createSecret = defineCommand({
  name: 'secret',
  usage: '(docker-registry | generic | tls)',
  short: 'Create a secret using a specified subcommand',
  long: [
    'Create a secret with specified type.',
    'A docker-registry type secret is for accessing a container registry.',
    'A generic type secret indicate an Opaque secret type.',
    'A tls type secret holds TLS certificate and its associated key.',
  ],
  examples: [
    {
      about: 'A secret with a password',
      line: 'create secret generic my-secret --from-literal=password=topsecret',
    },
  ],
  flags: {},
  subcommands: {
    'docker-registry': () =>
      import('./secret-docker-registry.ts').then((module) => module.secretDockerRegistry),
    generic: () => import('./secret-generic.ts').then((module) => module.secretGeneric),
    tls: () => import('./secret-tls.ts').then((module) => module.secretTls),
  },
})
