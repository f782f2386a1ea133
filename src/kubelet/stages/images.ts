/** How a container gets its image (kubelet/images/image_manager.go). */
import { formatDuration } from '../../apimachinery/duration.ts'
import { nextBackoff } from '../backoff.ts'
import { showWaiting } from '../create-container.ts'
import {
  imageNameProblem,
  imageOf,
  isUnresolvable,
  noSuchHostError,
  notFoundError,
  unreachableError,
} from '../images.ts'
import { type ContainerRun, type PodRun, tell } from '../run.ts'
import { mayStart } from './order.ts'
import type { Stage } from './stage.ts'
import { startContainer } from './start.ts'

/** From waiting for its turn to having an image. */
export const imageStages: readonly Stage[] = [
  {
    name: 'has an image that cannot be named',
    from: 'waiting',
    due: (container, run) =>
      mayStart(container, run) && isMalformed(container) && !isKnownInvalid(container) ? run.now : undefined,
    effect: refuseName,
  },
  {
    name: 'asks for its image',
    from: 'waiting',
    due: (container, run) => (mayStart(container, run) && !isMalformed(container) ? run.now : undefined),
    effect: ensureImage,
  },
  {
    name: 'has its image',
    from: 'pulling',
    due: ({ until }) => until,
    why: ({ spec }) => `the image of container ${spec.name} is pulled`,
    effect: finishPull,
  },
  {
    name: 'tries its image again',
    from: 'pull-backoff',
    due: ({ until, status, spec }, run) => {
      if (run.end !== undefined) return undefined
      return status.image === spec.image ? until : run.now
    },
    why: ({ spec }) => `the image of container ${spec.name} is tried again`,
    effect(container, run) {
      if (container.status.image !== container.spec.image) delete container.pull
      container.step = 'waiting'
      container.since = run.now
      delete container.until
    },
  },
]

function isMalformed({ spec }: ContainerRun): boolean {
  return imageNameProblem(spec.image ?? '') !== undefined
}

function isKnownInvalid({ spec, status }: ContainerRun): boolean {
  return status.image === spec.image && status.state?.waiting?.reason === 'InvalidImageName'
}

function refuseName(container: ContainerRun, run: PodRun): void {
  const { image = '' } = container.spec
  const message = `Failed to apply default image tag ${JSON.stringify(image)}: ${imageNameProblem(image)}`
  container.status.image = image
  showWaiting(container, 'InvalidImageName', message)
  tell(run, container, 'Warning', 'InspectFailed', message)
  tell(run, container, 'Warning', 'Failed', 'Error: InvalidImageName')
}

function ensureImage(container: ContainerRun, run: PodRun): void {
  const { image = '', imagePullPolicy } = container.spec
  tellMissingSecrets(run)
  const error = pullError(container, run)
  const isThere = imagePullPolicy === 'Never' ? error === undefined : run.images.has(imageOf(image).name)
  if (isThere && imagePullPolicy !== 'Always') {
    const message = `Container image "${image}" already present on machine and can be accessed by the pod`
    tell(run, container, 'Normal', 'Pulled', message)
    startContainer(container, run)
  } else if (imagePullPolicy === 'Never') refuseToPull(container, run)
  else beginPull(container, run, error, isThere)
}

/** Told with each image that is asked for (kubelet_pods.go, getPullSecretsForPod); the registry decides. */
function tellMissingSecrets(run: PodRun): void {
  const missing = run.configuration.missingPullSecrets()
  if (missing.length === 0) return
  const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`
  run.events.push({ type: 'Warning', reason: 'FailedToRetrieveImagePullSecret', message })
}

/** Why the image cannot be had now; undefined if it can. */
function pullError({ spec, behaviour }: ContainerRun, { now, startTime }: PodRun): string | undefined {
  const { image = '' } = spec
  const { name } = imageOf(image)
  const fails = behaviour['image-pull-fails']
  if (behaviour['images-missing']?.some((pattern) => pattern.test(image) || pattern.test(name)))
    return notFoundError(image)
  if (isUnresolvable(image)) return noSuchHostError(image)
  return fails === 'forever' || (fails !== undefined && now < startTime + fails)
    ? unreachableError(image)
    : undefined
}

function beginPull(container: ContainerRun, run: PodRun, error: string | undefined, isThere: boolean): void {
  tell(run, container, 'Normal', 'Pulling', `Pulling image "${container.spec.image}"`)
  if (error !== undefined) failPull(container, run, error)
  else {
    container.step = 'pulling'
    container.since = run.now
    container.until = run.now + (isThere ? 0 : (container.behaviour['image-pull'] ?? 0))
  }
}

/** A failed pull is told once as such; what follows is the wait for the next try. */
function failPull(container: ContainerRun, run: PodRun, error: string): void {
  const image = container.spec.image ?? ''
  const backingOff = `Back-off pulling image "${image}"`
  container.pull = nextBackoff(container.pull, run.now)
  container.step = 'pull-backoff'
  container.since = run.now
  container.until = run.now + container.pull.delay
  container.status.image = image
  showWaiting(container, 'ImagePullBackOff', `${backingOff}: ErrImagePull: ${error}`)
  tell(run, container, 'Warning', 'Failed', `Failed to pull image "${image}": ${error}`)
  tell(run, container, 'Warning', 'Failed', 'Error: ErrImagePull')
  tell(run, container, 'Normal', 'BackOff', backingOff)
  tell(run, container, 'Warning', 'Failed', 'Error: ImagePullBackOff')
}

function refuseToPull(container: ContainerRun, run: PodRun): void {
  const { image = '' } = container.spec
  const message = `Container image "${image}" is not present with pull policy of Never`
  container.step = 'pull-backoff'
  container.since = run.now
  container.status.image = image
  showWaiting(container, 'ErrImageNeverPull', message)
  tell(run, container, 'Warning', 'ErrImageNeverPull', message)
  tell(run, container, 'Warning', 'Failed', 'Error: ErrImageNeverPull')
}

function finishPull(container: ContainerRun, run: PodRun): void {
  const { image = '' } = container.spec
  const { name, bytes } = imageOf(image)
  const took = formatDuration(run.now - container.since)
  run.images.add(name)
  const message = `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${bytes} bytes.`
  tell(run, container, 'Normal', 'Pulled', message)
  startContainer(container, run)
}
