/** For random pods, services and policies, requests reach exactly the pods that a small model of its own names. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTestCli } from '../cli/test-cli.ts'

const NAMESPACES = ['a', 'b'] as const
const COLOURS = ['red', 'blue'] as const
const PORTS = [8080, 9090] as const

interface PodShape {
  namespace: string
  colour: string
  /** The port that it declares and listens on; 0 declares none, and listens on any. */
  port: number
  health: 'fine' | 'unready' | 'starting' | 'hanging'
}

interface ServiceShape {
  namespace: string
  colour: string
  targetPort: number
}

interface RuleShape {
  /** Of the other side; undefined means any (of the policy's own namespace, where only the colour is given). */
  namespace: string | undefined
  colour: string | undefined
  port: number | undefined
}

interface PolicyShape {
  namespace: string
  colour: string | undefined
  type: 'Ingress' | 'Egress'
  /** Undefined entries let everything through. */
  rules: (RuleShape | undefined)[]
}

interface WorldShape {
  pods: PodShape[]
  services: ServiceShape[]
  policies: PolicyShape[]
}

const namespace = fc.constantFrom(...NAMESPACES)
const colour = fc.constantFrom(...COLOURS)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const world: fc.Arbitrary<WorldShape> = fc.record({
  pods: fc.array(
    fc.record({
      namespace,
      colour,
      port: fc.constantFrom(0, ...PORTS),
      health: fc.constantFrom(
        'fine' as const,
        'fine' as const,
        'unready' as const,
        'starting' as const,
        'hanging' as const,
      ),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  services: fc.array(fc.record({ namespace, colour, targetPort: fc.constantFrom(...PORTS) }), {
    minLength: 1,
    maxLength: 3,
  }),
  policies: fc.array(
    fc.record({
      namespace,
      colour: maybe(colour),
      type: fc.constantFrom('Ingress' as const, 'Egress' as const),
      rules: fc.array(
        maybe(
          fc.record({
            namespace: maybe(namespace),
            colour: maybe(colour),
            port: maybe(fc.constantFrom(...PORTS, 53)),
          }),
        ),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 4 },
  ),
})

// The model.

interface Side {
  namespace: string
  colour: string
}

/** Undefined: whoever is neither red nor blue (the DNS, in a namespace of its own). */
function permits(rule: RuleShape | undefined, own: string, other: Side | undefined, port: number): boolean {
  if (rule === undefined) return true
  if (rule.port !== undefined && rule.port !== port) return false
  if (rule.namespace === undefined && rule.colour === undefined) return true
  if (other === undefined) return false
  const isNamespace =
    rule.namespace === undefined ? other.namespace === own : other.namespace === rule.namespace
  return isNamespace && (rule.colour === undefined || rule.colour === other.colour)
}

function passes(
  shape: WorldShape,
  type: PolicyShape['type'],
  own: Side,
  other: Side | undefined,
  port: number,
) {
  const isolating = shape.policies.filter(
    (policy) =>
      policy.type === type &&
      policy.namespace === own.namespace &&
      (policy.colour === undefined || policy.colour === own.colour),
  )
  return (
    isolating.length === 0 ||
    isolating.some(({ rules }) => rules.some((rule) => permits(rule, own.namespace, other, port)))
  )
}

/** Which pods answer, and which are chosen though they do not. */
function expected(
  shape: WorldShape,
  from: PodShape,
  service: ServiceShape,
): { answering: PodShape[]; silent: number } {
  const ready = shape.pods.filter(
    (pod) => pod.namespace === service.namespace && pod.colour === service.colour && pod.health !== 'unready',
  )
  if (!passes(shape, 'Egress', from, undefined, 53)) return { answering: [], silent: 1 }
  const port = service.targetPort
  const answering = ready.filter((pod) => {
    const listens = pod.health === 'fine' && (pod.port === 0 || pod.port === port)
    const isSelf = pod === from
    const may =
      isSelf || (passes(shape, 'Egress', from, pod, port) && passes(shape, 'Ingress', pod, from, port))
    return listens && may
  })
  return { answering, silent: Math.max(ready.length, 1) - answering.length }
}

// The manifests.

const annotationsOf = {
  fine: {},
  unready: { 'kubelite.dev/ready-after': 'never' },
  starting: { 'kubelite.dev/startup': '1h' },
  hanging: { 'kubelite.dev/hang-after': '0s' },
} as const

function manifests(shape: WorldShape): object[] {
  const pods = shape.pods.map((pod, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `pod-${index}`,
      namespace: pod.namespace,
      labels: { colour: pod.colour },
      annotations: annotationsOf[pod.health],
    },
    spec: {
      containers: [{ name: 'c', image: 'c', ...(pod.port > 0 && { ports: [{ containerPort: pod.port }] }) }],
    },
  }))
  const services = shape.services.map(({ namespace, colour, targetPort }, index) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: `service-${index}`,
      namespace,
      annotations: { 'kubelite.dev/load-balancing': 'round-robin' },
    },
    spec: { selector: { colour }, ports: [{ port: 80, targetPort }] },
  }))
  const namespaces = NAMESPACES.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  return [...namespaces, ...pods, ...services, ...shape.policies.map(policyManifest)]
}

function policyManifest({ namespace, colour, type, rules }: PolicyShape, index: number): object {
  const side = type === 'Ingress' ? 'from' : 'to'
  const written = rules.map((rule) => {
    if (rule === undefined) return {}
    const peer = {
      ...(rule.namespace && {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': rule.namespace } },
      }),
      ...(rule.colour && { podSelector: { matchLabels: { colour: rule.colour } } }),
    }
    const ports = ['TCP', 'UDP'].map((protocol) => ({ protocol, port: rule.port }))
    return { ...(Object.keys(peer).length > 0 && { [side]: [peer] }), ...(rule.port && { ports }) }
  })
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${index}`, namespace },
    spec: {
      podSelector: colour === undefined ? {} : { matchLabels: { colour } },
      policyTypes: [type],
      [type.toLowerCase()]: written,
    },
  }
}

/** Two rounds over all endpoints, so that each is asked. */
async function check(shape: WorldShape): Promise<void> {
  await using cli = createTestCli()
  cli.file('world.json', JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests(shape) }))
  const applied = await cli.run('apply -f world.json')
  expect(applied.stderr).toBe('')
  for (const [from, sender] of shape.pods.entries())
    for (const [index, service] of shape.services.entries()) {
      const { answering, silent } = expected(shape, sender, service)
      const rounds = 2 * Math.max(answering.length + silent, 1)
      const url = `http://service-${index}.${service.namespace}`
      const line = `curl ${url} --from pod/pod-${from} -n ${sender.namespace} --count=${rounds} -o json`
      const { stdout, stderr } = await cli.run(line)
      const told = JSON.parse(stdout || `"${stderr}"`) as { pods: { name: string }[]; lost: number }
      const names = answering.map((pod) => `pod-${shape.pods.indexOf(pod)}`).sort()
      expect({ line, pods: told.pods.map(({ name }) => name).sort(), lost: told.lost }).toEqual({
        line,
        pods: names,
        lost: 2 * silent,
      })
    }
}

it('reach exactly the pods that the model names', { timeout: 120_000 }, async () => {
  await fc.assert(fc.asyncProperty(world, check), { numRuns: 25, seed: 7 })
})
