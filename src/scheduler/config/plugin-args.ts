/** The arguments of plugins: their shapes, what they are where nothing is said, and what they must not be. */

import { validateNodeAffinity } from '../../api/kinds/core/pod/validation/affinity.ts'
import {
  duplicate,
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
} from '../../apimachinery/field-error.ts'
import { checkQualifiedName } from '../../apimachinery/qualified-name.ts'
import type { TopologySpreadConstraint } from '../../generated/types.ts'
import { type DefaultPreemptionArgs, defaultPreemptionArgs } from '../plugins/default-preemption.ts'
import type { ScoringStrategy, ShapePoint } from '../plugins/fit-strategies.ts'
import { type InterPodAffinityArgs, interPodAffinityArgs } from '../plugins/inter-pod-affinity.ts'
import type { NodeAffinityArgs } from '../plugins/node-affinity.ts'
import {
  type BalancedAllocationArgs,
  balancedAllocationArgs,
} from '../plugins/node-resources-balanced-allocation.ts'
import { type NodeResourcesFitArgs, nodeResourcesFitArgs } from '../plugins/node-resources-fit.ts'
import { type PodTopologySpreadArgs, podTopologySpreadArgs } from '../plugins/pod-topology-spread.ts'
import type { ResourceSpec } from '../plugins/resource-score.ts'
import type { Shape } from './shape.ts'

/** The arguments of one plugin. */
export interface ArgsDefinition<A = never> {
  shape: Shape
  /** Fills in what is not said. */
  complete(args: Partial<A>): A
  validate(args: A, path: string): FieldError[]
}

const resources: Shape = [{ name: 'string', weight: 'integer' }]
const selector: Shape = 'any'

const defaultPreemption: ArgsDefinition<DefaultPreemptionArgs> = {
  shape: { minCandidateNodesPercentage: 'integer', minCandidateNodesAbsolute: 'integer' },
  complete: (args) => ({ ...defaultPreemptionArgs, ...args }),
  validate({ minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute }, path) {
    const [percentagePath, absolutePath] = [
      `${path}.minCandidateNodesPercentage`,
      `${path}.minCandidateNodesAbsolute`,
    ]
    return [
      ...within(percentage, 0, 100, percentagePath),
      ...(absolute < 0 ? [invalidValue(absolutePath, absolute, 'not in valid range [0, inf)')] : []),
      ...(percentage === 0 && absolute === 0
        ? [
            invalidValue(percentagePath, 0, 'cannot be zero at the same time as minCandidateNodesAbsolute'),
            invalidValue(absolutePath, 0, 'cannot be zero at the same time as minCandidateNodesPercentage'),
          ]
        : []),
    ]
  },
}

const interPodAffinity: ArgsDefinition<InterPodAffinityArgs> = {
  shape: { hardPodAffinityWeight: 'integer', ignorePreferredTermsOfExistingPods: 'boolean' },
  complete: (args) => ({ ...interPodAffinityArgs, ...args }),
  validate: ({ hardPodAffinityWeight }, path) =>
    within(hardPodAffinityWeight, 0, 100, `${path}.hardPodAffinityWeight`),
}

const nodeAffinity: ArgsDefinition<NodeAffinityArgs> = {
  shape: {
    addedAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: selector,
      preferredDuringSchedulingIgnoredDuringExecution: selector,
    },
  },
  complete: (args) => args,
  validate: ({ addedAffinity }, path) =>
    addedAffinity ? validateNodeAffinity(addedAffinity, `${path}.addedAffinity`) : [],
}

const balancedAllocation: ArgsDefinition<BalancedAllocationArgs> = {
  shape: { resources },
  complete: ({ resources: given }) => ({
    resources: given?.length ? given.map(weightOne) : balancedAllocationArgs.resources,
  }),
  validate: ({ resources: given }, path) =>
    given.flatMap(({ name, weight }, index) => {
      const at = `${path}.resources[${index}]`
      const isRepeated = given.findIndex((other) => other.name === name) < index
      return [
        ...(isRepeated ? [duplicate(`${at}.name`, name)] : []),
        ...(weight === 1 ? [] : [invalidValue(`${at}.weight`, weight, 'must be 1')]),
      ]
    }),
}

function weightOne(resource: ResourceSpec): ResourceSpec {
  return { ...resource, weight: resource.weight || 1 }
}

const nodeResourcesFit: ArgsDefinition<NodeResourcesFitArgs> = {
  shape: {
    ignoredResources: ['string'],
    ignoredResourceGroups: ['string'],
    scoringStrategy: {
      type: 'string',
      resources,
      requestedToCapacityRatio: { shape: [{ utilization: 'integer', score: 'integer' }] },
    },
  },
  complete(args) {
    const given: Partial<ScoringStrategy> = args.scoringStrategy ?? {}
    const strategy = { ...nodeResourcesFitArgs.scoringStrategy, ...given }
    const wanted = given.resources?.length ? given.resources : nodeResourcesFitArgs.scoringStrategy.resources
    return { ...args, scoringStrategy: { ...strategy, resources: wanted.map(weightOne) } }
  },
  validate: ({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }, path) => [
    ...ignoredResources.flatMap((name, index) => badName(name, `${path}.ignoredResources[${index}]`)),
    ...ignoredResourceGroups.flatMap((group, index) => {
      const at = `${path}.ignoredResourceGroups[${index}]`
      const slash = group.includes('/')
        ? [invalidValue(at, group, "resource group name can't contain '/'")]
        : []
      return [...slash, ...badName(group, at)]
    }),
    ...strategyProblems(scoringStrategy, `${path}.scoringStrategy`),
  ],
}

const STRATEGIES = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio']

function strategyProblems(
  { type, resources: given, requestedToCapacityRatio: ratio }: ScoringStrategy,
  path: string,
): FieldError[] {
  const ratioPath = `${path}.requestedToCapacityRatio`
  return [
    ...(STRATEGIES.includes(type) ? [] : [notSupported(`${path}.type`, type, STRATEGIES)]),
    ...given.flatMap(({ name, weight }, index) =>
      weight > 0 && weight <= 100
        ? []
        : [
            invalidValue(
              `${path}.resources[${index}].weight`,
              weight,
              `resource weight of ${name} not in valid range (0, 100]`,
            ),
          ],
    ),
    ...(type !== 'RequestedToCapacityRatio' && ratio
      ? [forbiddenField(ratioPath, 'must be nil when type is not RequestedToCapacityRatio')]
      : []),
    ...(type === 'RequestedToCapacityRatio' && !ratio
      ? [required(ratioPath, 'must be specified when type is RequestedToCapacityRatio')]
      : []),
    ...(type === 'RequestedToCapacityRatio' && ratio
      ? shapeProblems(ratio.shape ?? [], `${ratioPath}.shape`)
      : []),
  ]
}

function shapeProblems(shape: readonly ShapePoint[], path: string): FieldError[] {
  if (shape.length === 0) return [required(path, 'at least one point must be specified')]
  const unsorted = shape.findIndex(
    ({ utilization }, index) => index > 0 && shape[index - 1]!.utilization >= utilization,
  )
  return [
    ...(unsorted < 0
      ? []
      : [
          invalidValue(
            `${path}[${unsorted}].utilization`,
            shape[unsorted]!.utilization,
            'values must be sorted in increasing order',
          ),
        ]),
    ...shape.flatMap(({ utilization, score }, index) => [
      ...within(utilization, 0, 100, `${path}[${index}].utilization`),
      ...within(score, 0, 10, `${path}[${index}].score`),
    ]),
  ]
}

const podTopologySpread: ArgsDefinition<PodTopologySpreadArgs> = {
  shape: {
    defaultConstraints: [
      {
        maxSkew: 'integer',
        topologyKey: 'string',
        whenUnsatisfiable: 'string',
        labelSelector: 'any',
        minDomains: 'integer',
        nodeAffinityPolicy: 'string',
        nodeTaintsPolicy: 'string',
        matchLabelKeys: ['string'],
      },
    ],
    defaultingType: 'string',
  },
  complete: (args) => ({ ...podTopologySpreadArgs, ...args }),
  validate: ({ defaultingType, defaultConstraints }, path) => [
    ...defaultingProblems(defaultingType, defaultConstraints, `${path}.defaultingType`),
    ...defaultConstraints.flatMap((_constraint, index) =>
      constraintProblems(defaultConstraints, index, `${path}.defaultConstraints[${index}]`),
    ),
  ],
}

function defaultingProblems(type: string, constraints: readonly unknown[], path: string): FieldError[] {
  if (type !== 'System' && type !== 'List') return [notSupported(path, type, ['System', 'List'])]
  return type === 'System' && constraints.length > 0
    ? [invalidValue(path, type, 'when .defaultConstraints are not empty')]
    : []
}

function constraintProblems(
  all: readonly TopologySpreadConstraint[],
  index: number,
  path: string,
): FieldError[] {
  const { maxSkew, topologyKey, whenUnsatisfiable, labelSelector } = all[index]!
  const actions = ['DoNotSchedule', 'ScheduleAnyway']
  const isRepeated = all
    .slice(0, index)
    .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable)
  return [
    ...(maxSkew > 0 ? [] : [invalidValue(`${path}.maxSkew`, maxSkew ?? 0, 'not in valid range (0, inf)')]),
    ...(topologyKey
      ? badName(topologyKey, `${path}.topologyKey`)
      : [required(`${path}.topologyKey`, 'can not be empty')]),
    ...(whenUnsatisfiable ? [] : [required(`${path}.whenUnsatisfiable`, 'can not be empty')]),
    ...(whenUnsatisfiable && !actions.includes(whenUnsatisfiable)
      ? [notSupported(`${path}.whenUnsatisfiable`, whenUnsatisfiable, actions)]
      : []),
    ...(labelSelector
      ? [
          forbiddenField(
            `${path}.labelSelector`,
            'constraint must not define a selector, as they deduced for each pod',
          ),
        ]
      : []),
    ...(isRepeated ? [duplicate(path, `{${topologyKey}, ${whenUnsatisfiable}}`)] : []),
  ]
}

const volumeBinding: ArgsDefinition<{ bindTimeoutSeconds: number }> = {
  shape: { bindTimeoutSeconds: 'integer' },
  complete: (args) => ({ bindTimeoutSeconds: 600, ...args }),
  validate: ({ bindTimeoutSeconds: seconds }, path) =>
    seconds < 0
      ? [
          invalidValue(
            `${path}.bindTimeoutSeconds`,
            seconds,
            'invalid BindTimeoutSeconds, should not be a negative value',
          ),
        ]
      : [],
}

function within(value: number, min: number, max: number, path: string): FieldError[] {
  return value < min || value > max ? [invalidValue(path, value, `not in valid range [${min}, ${max}]`)] : []
}

function badName(name: string, path: string): FieldError[] {
  return checkQualifiedName(name).map((problem) => invalidValue(path, name, problem))
}

/** By the name of the plugin; others take none. Source: validation_pluginargs.go, v1/defaults.go. */
export const argsDefinitions: Readonly<Record<string, ArgsDefinition>> = {
  DefaultPreemption: defaultPreemption,
  InterPodAffinity: interPodAffinity,
  NodeAffinity: nodeAffinity,
  NodeResourcesBalancedAllocation: balancedAllocation,
  NodeResourcesFit: nodeResourcesFit,
  PodTopologySpread: podTopologySpread,
  VolumeBinding: volumeBinding,
} as unknown as Readonly<Record<string, ArgsDefinition>>
