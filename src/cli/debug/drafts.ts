/** The containers and pods of debugging sessions. Source: kubectl, cmd/debug/debug.go. */
import { allContainers } from '../../api/kinds/core/pod/containers.ts'
import { deepCopy } from '../../base/json.ts'
import { createRandom } from '../../base/random.ts'
import type { Container, EphemeralContainer, Node, Pod } from '../../generated/types.ts'
import { CliError } from '../errors.ts'
import { applyProfile, type DraftPod, type Kept } from './profiles.ts'

/** What the user says of a session; '' for what is not said. */
export interface SessionOptions extends Kept {
  argumentsOnly: boolean
  container: string
  copyTo: string
  image: string
  imagePullPolicy: string
  profile: string
  quiet: boolean
  replace: boolean
  sameNode: boolean
  stdin: boolean
  target: string
  tty: boolean
}

/** The options, and what was read out of the rest of the line. */
export interface Wish {
  options: SessionOptions
  /** What stands behind --. */
  words: readonly string[]
  env: Readonly<Record<string, string>>
  images: Readonly<Record<string, string>>
  /** --share-processes, where it is given. */
  shareProcesses: boolean | undefined
  /** A partial container that changes what the profile has made. */
  customize(pod: DraftPod, list: 'containers' | 'ephemeralContainers', name: string): DraftPod
  /** Tells of names that were made up. */
  tell(line: string): void
}

/** A pod to be made or changed, and the container in it that is to be attached to; '' for none. */
export interface Draft {
  pod: DraftPod
  container: string
}

/** The pod with one container more. */
export function withDebugContainer(pod: Pod, wish: Wish): Draft {
  const { options } = wish
  const name = options.container || unusedName(pod, wish)
  const container: EphemeralContainer = {
    ...newContainer(name, wish),
    ...(options.target !== '' && { targetContainerName: options.target }),
  }
  const draft = draftOf(pod)
  draft.spec.ephemeralContainers = [...(draft.spec.ephemeralContainers ?? []), container]
  applyProfile(options.profile, 'ephemeral', draft, container, options)
  return { pod: wish.customize(draft, 'ephemeralContainers', name), container: name }
}

/** A copy of the pod with other images, with a container more, or with one that is changed. */
export function copyOf(pod: Pod, wish: Wish): Draft {
  const { options, images, shareProcesses } = wish
  const { namespace, labels, annotations } = pod.metadata
  const copy = draftOf(pod)
  copy.metadata = { name: options.copyTo, ...deepCopy({ namespace, labels, annotations }) }
  delete copy.spec.ephemeralContainers
  if (shareProcesses !== undefined) copy.spec.shareProcessNamespace = shareProcesses
  if (!options.sameNode) delete copy.spec.nodeName
  for (const container of copy.spec.containers) {
    const image = images[container.name] ?? images['*']
    if (image) container.image = image
  }
  const container = findContainer(copy, options.container) ?? addContainer(copy, pod, wish)
  if (container === undefined) return { pod: copy, container: '' }
  changeContainer(container, wish)
  applyProfile(options.profile, 'copy', copy, container, options)
  return { pod: wish.customize(copy, 'containers', container.name), container: container.name }
}

function findContainer({ spec }: DraftPod, name: string): Container | undefined {
  return [...spec.containers, ...(spec.initContainers ?? [])].find((each) => each.name === name)
}

/** Undefined where only images are to be changed. */
function addContainer(copy: DraftPod, pod: Pod, wish: Wish): Container | undefined {
  const { options, images } = wish
  if (options.image === '') {
    if (Object.keys(images).length > 0) return undefined
    throw new CliError('you must specify image when creating new container')
  }
  const name = options.container || unusedName(pod, wish)
  const container: Container = { name, terminationMessagePolicy: 'File' }
  copy.spec.containers = [...copy.spec.containers, container]
  return container
}

function changeContainer(container: Container, { options, words, env }: Wish): void {
  if (words.length > 0) {
    if (!options.argumentsOnly) {
      container.command = [...words]
      delete container.args
    } else container.args = [...words]
  }
  if (Object.keys(env).length > 0) container.env = variables(env)
  if (options.image !== '') container.image = options.image
  if (options.imagePullPolicy !== '') container.imagePullPolicy = options.imagePullPolicy as 'Always'
  container.stdin = options.stdin
  container.tty = options.tty
}

/** A pod on the node, in its namespaces and over its files as far as the profile lets it. */
export function onNode(node: Node, wish: Wish): Draft {
  const { options, tell } = wish
  const nodeName = node.metadata.name ?? ''
  const container = newContainer(options.container || 'debugger', wish)
  const random = createRandom(`debug ${node.metadata.uid} ${node.metadata.resourceVersion}`)
  const name = `node-debugger-${nodeName}-${random.suffix(SUFFIX_LENGTH)}`
  tell(`Creating debugging pod ${name} with container ${container.name} on node ${nodeName}.`)
  const pod: DraftPod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container],
      nodeName,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
    },
  }
  applyProfile(options.profile, 'node', pod, container, options)
  return { pod: wish.customize(pod, 'containers', container.name), container: container.name }
}

const SUFFIX_LENGTH = 5

function newContainer(name: string, { options, words, env }: Wish): Container {
  const { image, imagePullPolicy, stdin, tty, argumentsOnly } = options
  return {
    name,
    image,
    terminationMessagePolicy: 'File',
    ...(imagePullPolicy !== '' && { imagePullPolicy: imagePullPolicy as 'Always' }),
    ...(words.length > 0 && { [argumentsOnly ? 'args' : 'command']: [...words] }),
    ...(Object.keys(env).length > 0 && { env: variables(env) }),
    ...(stdin && { stdin }),
    ...(tty && { tty }),
  }
}

function variables(env: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(env).map(([name, value]) => ({ name, value }))
}

function draftOf({ metadata, spec }: Pod): DraftPod {
  return deepCopy({ apiVersion: 'v1', kind: 'Pod', metadata, spec }) as unknown as DraftPod
}

/** A name that no container of the pod has. It follows from the pod, so that the same commands make the same names. */
function unusedName({ metadata, spec }: Pod, { tell }: Wish): string {
  const used = new Set(allContainers(spec).map(({ name }) => name))
  const random = createRandom(`debug ${metadata.uid} ${spec?.ephemeralContainers?.length ?? 0}`)
  let name = ''
  while (name === '' || used.has(name)) name = `debugger-${random.suffix(SUFFIX_LENGTH)}`
  tell(`Defaulting debug container name to ${name}.`)
  return name
}
