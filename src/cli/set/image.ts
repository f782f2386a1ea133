/** kubelite set image: gives containers other images. Source: kubectl, cmd/set/set_image.go. */

import { quote } from '../../apimachinery/go-format.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { defineCommand, type Invocation } from '../command.ts'
import { aggregate, CliError } from '../errors.ts'
import { readPairs, splitPairs } from '../flags/pairs.ts'
import { refuseLocalTrial, selectorFlag } from '../output/flags.ts'
import { recordFlag } from '../output/record.ts'
import { hasFiles } from '../resources/plan.ts'
import { type ChangeContext, changeObjects, setFlags } from './change-objects.ts'
import { allContainers, podSpecOf } from './containers.ts'

const flags = { ...setFlags, ...selectorFlag, ...recordFlag }

export const image = defineCommand({
  name: 'image',
  usage:
    '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  long: [
    'Update existing container image(s) of resources.',
    'Pods, and all kinds with a pod template can be changed. Containers are named by their names, those that prepare a pod too; * means all.',
  ],
  examples: [
    {
      about: 'Another image for the container nginx, and one for busybox',
      line: 'set image deployment/nginx busybox=busybox nginx=nginx:1.9.1',
    },
    {
      about: 'For the containers nginx of all deployments and replication controllers',
      line: 'set image deployments,rc nginx=nginx:1.9.1 --all',
    },
    { about: 'For all containers of a daemon set', line: "set image daemonset abc '*=nginx:1.9.1'" },
    {
      about: 'What would become of a file, without a look at the cluster',
      line: 'set image -f path/to/file.yaml nginx=nginx:1.9.1 --local -o yaml',
    },
  ],
  flags,
  async run(invocation) {
    const { resources, pairs } = splitPairs(invocation.args, 'image')
    const images = readPairs(pairs, 'image', false).added
    await changeObjects(invocation, {
      operation: 'image updated',
      resources,
      refused: (message) => `failed to patch image update to pod template: ${message}`,
      check: () => check(invocation, resources, images),
      change: (object, context) => setImages(object, images, context),
    })
  },
})

function check(
  { options }: Invocation<typeof flags>,
  resources: readonly string[],
  images: ReadonlyMap<string, string>,
): void {
  const errors: CliError[] = []
  if (resources.length === 0 && !hasFiles(options))
    errors.push(
      new CliError('one or more resources must be specified as <resource> <name> or <resource>/<name>'),
    )
  if (images.size === 0) errors.push(new CliError('at least one image update is required'))
  if (images.size > 1 && images.has('*'))
    errors.push(
      new CliError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      ),
    )
  if (errors.length > 0) throw aggregate(errors)
  refuseLocalTrial(options)
}

function setImages(
  object: Unstructured,
  images: ReadonlyMap<string, string>,
  { kind, report }: ChangeContext,
): void {
  const containers = allContainers(podSpecOf(object, kind))
  for (const [name, image] of images) {
    const named = containers.filter((container) => name === '*' || container.name === name)
    for (const container of named) container.image = image
    if (named.length === 0) report(new CliError(`error: unable to find container named ${quote(name)}`))
  }
}
