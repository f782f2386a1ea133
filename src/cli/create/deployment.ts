/** kubelite create deployment. Source: kubectl, cmd/create/create_deployment.go. */
import type { Unstructured } from '../../apimachinery/object.ts'
import { createRandom } from '../../base/random.ts'
import { CliError } from '../errors.ts'
import { int32, strings } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'

const flags = {
  image: strings('The image of a container; several make several containers. Required.'),
  port: int32(-1, 'The port that the first container listens on.'),
  replicas: int32(1, 'How many pods there shall be.', { short: 'r' }),
}

export const createDeployment = defineGenerator({
  name: 'deployment',
  aliases: ['deploy'],
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  long: ['Create a deployment with the specified name.'],
  examples: [
    { about: 'A deployment of busybox', line: 'create deployment my-dep --image=busybox' },
    { about: 'With a command', line: 'create deployment my-dep --image=busybox -- date' },
    { about: 'Three pods of nginx', line: 'create deployment my-dep --image=nginx --replicas=3' },
    { about: 'With a port', line: 'create deployment my-dep --image=busybox --port=5701' },
    {
      about: 'Several containers',
      line: 'create deployment my-dep --image=busybox:latest --image=ubuntu:latest --image=nginx',
    },
  ],
  flags,
  required: ['image'],
  refusal: 'failed to create deployment: ',
  generate({ name, command, options: { image: images, port, replicas } }) {
    if (images.length > 1 && command.length > 0)
      throw new CliError('cannot specify multiple --image options and command')
    const labels = { app: name }
    const containers = images.map((image, index) => ({
      name: containerName(name, image),
      image,
      ...(command.length > 0 && { command }),
      ...(index === 0 && port >= 0 && { ports: [{ containerPort: port }] }),
    }))
    return {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers } },
      },
    } as unknown as Unstructured
  },
})

const SUFFIX_LENGTH = 5

/** The last part of the image, without tag and digest. What had to be changed in it is told apart by random letters. */
function containerName(deployment: string, image: string): string {
  const name = image.split('/').at(-1)!.split(':')[0]!.split('@')[0]!
  if (!/[_.]/.test(name)) return name
  const random = createRandom(`create deployment ${deployment} ${image}`)
  return `${name.replace(/[_.]/g, '-')}-${random.suffix(SUFFIX_LENGTH)}`
}
