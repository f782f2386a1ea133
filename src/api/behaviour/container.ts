/** The behaviours of containers: each row is an annotation on a pod or on a pod template. */
import type { Container, Pod } from '../../generated/types.ts'
import { BEHAVIOUR_PREFIX, type Behaviour, type Behaviours, type BehaviourValues } from './definition.ts'
import { type ImagePatterns, imagePatterns } from './images.ts'
import { stressUsage } from './stress.ts'
import { usageBehaviours } from './usage.ts'
import { duration, durationOr, integer } from './values.ts'

const DURATION = 'a duration'

/** All that annotations can say of a container. Nothing said: it starts and is ready at once, and runs for ever. */
export const containerBehaviours = {
  startup: row(duration, DURATION, '30s', 'The container answers no probe until so long after its start.'),
  'ready-after': row(
    durationOr('never'),
    'a duration, or `never`',
    '1m',
    'The container is ready so long after its start; with a readiness probe, the probe fails until then.',
  ),
  'hang-after': row(
    duration,
    DURATION,
    '10m',
    'So long after its start the container hangs: from then on its probes fail.',
  ),
  'exit-after': row(duration, DURATION, '20s', 'The container ends by itself so long after its start.'),
  'exit-code': row(
    integer(0, 255),
    'a number from 0 to 255',
    '1',
    'The exit code with which the container ends; without `exit-after` it ends at once.',
  ),
  'exit-times': row(
    integer(1, 1_000_000),
    'a number from 1',
    '3',
    'Only so many runs of the container end like that; the next one goes well: it succeeds where containers are to end (in Jobs, init containers), and runs for ever elsewhere.',
  ),
  'oom-after': row(
    duration,
    DURATION,
    '5m',
    'So long after its start the container needs more memory than its limit, and is OOMKilled.',
  ),
  'image-pull': row(
    duration,
    DURATION,
    '12s',
    'How long it takes to pull an image of the container that is not on the node yet.',
  ),
  'image-pull-fails': row(
    durationOr('forever'),
    'a duration, or `forever`',
    '2m',
    'Pulls fail, counted from the start of the pod, as if the registry could not be reached.',
  ),
  'images-missing': row<ImagePatterns>(
    imagePatterns,
    'image names with `*`, parted by commas',
    'web:2.*, registry.example.com/*',
    'Images that no registry has: their pull fails with `not found`.',
  ),
  termination: row(
    durationOr('never'),
    'a duration, or `never`',
    '15s',
    'How long the container takes to end after SIGTERM; `never` ignores the signal until it is killed at the end of the grace period.',
  ),
  'post-start': row(
    durationOr('fails'),
    'a duration, or `fails`',
    '5s',
    'How long the postStart hook of the container runs, or that it fails.',
  ),
  'pre-stop': row(
    durationOr('fails'),
    'a duration, or `fails`',
    '10s',
    'How long the preStop hook of the container runs, or that it fails.',
  ),
  ...usageBehaviours,
} as const satisfies Behaviours

/** What the annotations say of one container. */
export type ContainerBehaviour = BehaviourValues<typeof containerBehaviours>

const NONE: ContainerBehaviour = {}

/**
 * What a pod's annotations say of one of its containers: `kubelite.dev/<name>.<container>` before `kubelite.dev/<name>`.
 * What they leave out follows from the container's command where that makes load.
 */
export function behaviourOf(
  { metadata }: Pick<Pod, 'metadata'>,
  container: Pick<Container, 'name' | 'command' | 'args' | 'image'>,
): ContainerBehaviour {
  const known = stressUsage(container)
  const said = saidOf(metadata.annotations, container.name)
  return known ? { ...known, ...said } : said
}

function saidOf(annotations: Readonly<Record<string, string>> | undefined, name: string): ContainerBehaviour {
  if (annotations === undefined) return NONE
  let values: Record<string, unknown> | undefined
  for (const key in annotations) {
    if (!key.startsWith(BEHAVIOUR_PREFIX)) continue
    values ??= readValues(annotations, name)
  }
  return (values as ContainerBehaviour | undefined) ?? NONE
}

function readValues(
  annotations: Readonly<Record<string, string>>,
  container: string,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, behaviour] of Object.entries(containerBehaviours)) {
    const key = BEHAVIOUR_PREFIX + name
    const text = annotations[`${key}.${container}`] ?? annotations[key]
    const value = text === undefined ? undefined : tryParse(behaviour, text)
    if (value !== undefined) values[name] = value
  }
  return values
}

/** What was stored before a row was checked as it is now counts as not said. */
function tryParse(behaviour: Behaviour<unknown>, text: string): unknown {
  try {
    return behaviour.parse(text)
  } catch {
    return undefined
  }
}

function row<T>(parse: (text: string) => T, values: string, example: string, about: string): Behaviour<T> {
  return { about, values, example, parse }
}
