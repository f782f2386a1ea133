/** What the API server refuses of pods: transcript 13, with the texts of newer servers, and the cross-field rules. */
import { beforeAll, describe, expect, it } from 'vitest'
import { pod } from '../../../../../src/api/kinds/core/pod/pod.ts'
import { formatFieldError } from '../../../../../src/apimachinery/field-error.ts'
import type { Container, Pod } from '../../../../../src/generated/types.ts'
import { created, creationErrors, updated } from '../../harness.ts'

beforeAll(() => pod.loadForWrites?.())

const KEY =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
const C = 'containers: [{name: c, image: i'

describe('the API server refuses a pod with', () => {
  const rows: Record<string, [spec: string, ...errors: string[]]> = {
    'no containers': ['{}', 'spec.containers: Required value'],
    'equal container names': [
      '{containers: [{name: c, image: i}, {name: c, image: j}]}',
      'spec.containers[1].name: Duplicate value: "c"',
    ],
    'no image': ['{containers: [{name: c}]}', 'spec.containers[0].image: Required value'],
    'another restartPolicy': [
      `{${C}}], restartPolicy: Sometimes}`,
      'spec.restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "OnFailure", "Never"',
    ],
    'another imagePullPolicy': [
      `{${C}, imagePullPolicy: Maybe}]}`,
      'spec.containers[0].imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"',
    ],
    'a port out of range': [
      `{${C}, ports: [{containerPort: 70000}]}]}`,
      'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
    ],
    'another protocol': [
      `{${C}, ports: [{containerPort: 80, protocol: HTTP}]}]}`,
      'spec.containers[0].ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"',
    ],
    'a mount without a volume': [
      `{${C}, volumeMounts: [{name: v, mountPath: /v}]}]}`,
      'spec.containers[0].volumeMounts[0].name: Not found: "v"',
    ],
    'a volume with two sources and a taken name': [
      `{${C}}], volumes: [{name: v}, {name: v, hostPath: {path: /x}, emptyDir: {}}]}`,
      'spec.volumes[1].hostPath: Forbidden: may not specify more than 1 volume type',
      'spec.volumes[1].name: Duplicate value: "v"',
    ],
    'requests over limits': [
      `{${C}, resources: {requests: {cpu: 500m}, limits: {cpu: 200m}}}]}`,
      'spec.containers[0].resources.requests: Invalid value: "500m": must be less than or equal to cpu limit of 200m',
    ],
    'an unknown resource': [
      `{${C}, resources: {requests: {gpu: "1"}}}]}`,
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource type or fully qualified',
      'spec.containers[0].resources.requests[gpu]: Invalid value: "gpu": must be a standard resource for containers',
    ],
    'part of a device': [
      `{${C}, resources: {limits: {example.com/gpu: 500m}}}]}`,
      'spec.containers[0].resources.limits[example.com/gpu]: Invalid value: "500m": must be an integer',
      'spec.containers[0].resources.requests[example.com/gpu]: Invalid value: "500m": must be an integer',
    ],
    'huge pages alone': [
      `{${C}, resources: {limits: {hugepages-2Mi: 4Mi}}}]}`,
      'spec.containers[0].resources: Forbidden: HugePages require cpu or memory',
    ],
    'bad environment': [
      `{${C}, env: [{name: "", value: x}, {name: A, value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: B, valueFrom: {fieldRef: {fieldPath: metadata.nosuch}}}]}]}`,
      'spec.containers[0].env[0].name: Required value',
      'spec.containers[0].env[1].valueFrom: Invalid value: "": may not be specified when `value` is not empty',
      'spec.containers[0].env[2].valueFrom.fieldRef.fieldPath: Invalid value: "metadata.nosuch": error converting fieldPath: field label not supported: metadata.nosuch',
    ],
    'two handlers in a probe': [
      `{${C}, livenessProbe: {httpGet: {port: 80}, tcpSocket: {port: 80}}}]}`,
      'spec.containers[0].livenessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type',
    ],
    'a liveness probe that needs two successes': [
      `{${C}, livenessProbe: {tcpSocket: {port: 80}, successThreshold: 2}}]}`,
      'spec.containers[0].livenessProbe.successThreshold: Invalid value: 2: must be 1',
    ],
    'a bad toleration and node selector': [
      `{${C}}], tolerations: [{key: a, operator: Exists, value: b}], nodeSelector: {"bad key": x}}`,
      `spec.nodeSelector: Invalid value: "bad key": ${KEY}`,
      'spec.tolerations[0].operator: Invalid value: "b": value must be empty when `operator` is \'Exists\'',
    ],
    'a probe on an init container': [
      `{${C}}], initContainers: [{name: a, image: i, livenessProbe: {tcpSocket: {port: 80}}}]}`,
      'spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always',
    ],
    'an init container that a resize would start again': [
      `{${C}}], initContainers: [{name: a, image: i, resizePolicy: [{resourceName: cpu, restartPolicy: RestartContainer}]}]}`,
      `spec.initContainers[0].resizePolicy[0].restartPolicy: Invalid value: "RestartContainer": must not be set to 'RestartContainer' for non-sidecar initContainers`,
    ],
    'restart rules without a policy, and what they cannot do': [
      `{${C}, restartPolicyRules: [{action: Stop}]}]}`,
      'spec.containers[0].restartPolicy: Required value: must specify restartPolicy when restart rules are used',
      'spec.containers[0].restartPolicyRules[0].action: Unsupported value: "Stop": supported values: "Restart", "RestartAllContainers"',
      'spec.containers[0].restartPolicyRules[0].exitCodes: Required value: must be specified',
    ],
    'an init container named as a container': [
      `{${C}}], initContainers: [{name: c, image: i}]}`,
      'spec.initContainers[0].name: Duplicate value: "c"',
    ],
    'two containers on a host port': [
      '{containers: [{name: a, image: i, ports: [{containerPort: 80, hostPort: 80}]}, {name: b, image: i, ports: [{containerPort: 81, hostPort: 80}]}]}',
      'spec.containers[1].ports[0].hostPort: Duplicate value: "TCP//80"',
    ],
    'another host port on the host network': [
      `{hostNetwork: true, ${C}, ports: [{containerPort: 80, hostPort: 81}]}]}`,
      'spec.containers[0].ports[0].hostPort: Invalid value: 81: must match `containerPort` when `hostNetwork` is true',
    ],
    'no servers for dnsPolicy None': [
      `{dnsPolicy: None, ${C}}]}`,
      'spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None',
    ],
    'a path out of the volume': [
      `{${C}, volumeMounts: [{name: v, mountPath: /v, subPath: ../x}]}], volumes: [{name: v}]}`,
      'spec.containers[0].volumeMounts.subPath: Invalid value: "../x": must not contain \'..\'',
    ],
    'the same mount path twice': [
      `{${C}, volumeMounts: [{name: v, mountPath: /v}, {name: v, mountPath: /v}]}], volumes: [{name: v}]}`,
      'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique',
    ],
    'a bad spread': [
      `{${C}}], topologySpreadConstraints: [{maxSkew: 0, topologyKey: "", whenUnsatisfiable: Maybe}]}`,
      'spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero',
      'spec.topologySpreadConstraints[0].topologyKey: Required value: can not be empty',
      'spec.topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "Maybe": supported values: "DoNotSchedule", "ScheduleAnyway"',
    ],
    'affinity without terms': [
      `{${C}}], affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: []}}}}`,
      'spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
    'a privilege taken and given': [
      `{${C}, securityContext: {privileged: true, allowPrivilegeEscalation: false}}]}`,
      'spec.containers[0].securityContext: Invalid value: {"privileged":true,"allowPrivilegeEscalation":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true',
    ],
    'a user that cannot be': [
      `{${C}, securityContext: {runAsUser: -1}}]}`,
      'spec.containers[0].securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive',
    ],
    'a deadline of zero': [
      `{activeDeadlineSeconds: 0, ${C}}]}`,
      'spec.activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive',
    ],
    'an empty selector value': [
      `{${C}}], tolerations: [{operator: Equal}]}`,
      'spec.tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means "match all values and all keys"',
    ],
    'Linux and Windows at once': [
      `{os: {name: linux}, securityContext: {windowsOptions: {runAsUserName: x}}, ${C}}]}`,
      'spec.securityContext.windowsOptions: Forbidden: windows options cannot be set for a linux pod',
    ],
    'less for the pod than for its containers': [
      `{resources: {requests: {cpu: 100m}}, ${C}, resources: {requests: {cpu: 200m}}}]}`,
      'spec.resources.requests[cpu]: Invalid value: "100m": must be greater than or equal to aggregate container requests of 200m',
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [spec, ...errors]) => {
    expect(creationErrors(pod, `spec: ${spec}`)).toEqual(errors)
  })

  it('ephemeral containers, or a node while it is gated', () => {
    const object = created(
      pod,
      `spec: {nodeName: n, schedulingGates: [{name: a}], ${C}}], ephemeralContainers: [{name: d, image: i}]}`,
    )
    expect((pod.validateCreate?.(object) ?? []).map(formatFieldError)).toEqual([
      'spec.ephemeralContainers: Forbidden: cannot be set on create',
      'spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared',
    ])
  })
})

const OLD = `spec: {terminationGracePeriodSeconds: -5, tolerations: [{key: a, operator: Exists}], ${C}}]}`

describe('an update of a pod', () => {
  const change = (yaml: string, edit: (spec: NonNullable<Pod['spec']>) => void) =>
    updated(pod, created(pod, yaml), ({ spec }) => edit(spec!)).errors

  it('may change images, add tolerations and end a negative grace period', () => {
    const errors = change(OLD, (spec) => {
      spec.containers[0]!.image = 'j'
      spec.tolerations = [...spec.tolerations!, { key: 'b', operator: 'Exists' }]
      spec.terminationGracePeriodSeconds = 1
      spec.activeDeadlineSeconds = 10
    })
    expect(errors).toEqual([])
  })

  it('may not change anything else, and is told what it changed', () => {
    const [error = '', ...more] = change(OLD, (spec) => {
      spec.containers[0]!.command = ['x']
    })
    expect(more).toEqual([])
    expect(error.split('\n')[0]).toBe(
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    )
    expect(error).toContain('+   "Command": [')
  })

  it('is told only what it changed, in whatever order its fields are given', () => {
    const [error = ''] = change(OLD, (spec) => {
      spec.containers[0] = Object.fromEntries(
        Object.entries({ ...spec.containers[0], workingDir: '/x' }).reverse(),
      ) as unknown as Container
    })
    const changed = error.split('\n').filter((line) => /^[-+]/.test(line))
    expect(changed).toEqual(['+   "WorkingDir": "/x",'])
  })

  const refused: Record<string, [edit: (spec: NonNullable<Pod['spec']>) => void, error: string]> = {
    'add a container': [
      (spec) => {
        spec.containers.push({ name: 'd', image: 'i' })
      },
      'spec.containers: Forbidden: pod updates may not add or remove containers',
    ],
    'drop a toleration': [
      (spec) => {
        spec.tolerations = []
      },
      'spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds',
    ],
    'add a gate': [
      (spec) => {
        spec.schedulingGates = [{ name: 'g' }]
      },
      "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'",
    ],
  }
  it.each(Object.entries(refused))('may not %s', (_name, [edit, error]) => {
    expect(change(OLD, edit)).toEqual([error])
  })

  it('may narrow the choice of nodes of a gated pod, not widen it', () => {
    const gated = `spec: {schedulingGates: [{name: g}], nodeSelector: {a: b}, ${C}}]}`
    expect(
      change(gated, (spec) => {
        spec.nodeSelector = { a: 'b', c: 'd' }
      }),
    ).toEqual([])
    expect(
      change(gated, (spec) => {
        spec.nodeSelector = { a: 'x' }
      }),
    ).toEqual([
      'spec.nodeSelector: Invalid value: {"a":"x"}: only additions to spec.nodeSelector are allowed (no mutations or deletions)',
    ])
  })
})

describe('the deletion of a pod', () => {
  const rows: Record<string, [yaml: string, requested: number | undefined, seconds: number]> = {
    'takes its grace period': [`spec: {nodeName: n, terminationGracePeriodSeconds: 7, ${C}}]}`, undefined, 7],
    'takes what was asked for': [`spec: {nodeName: n, ${C}}]}`, 3, 3],
    'is at once without a node': [`spec: {${C}}]}`, 30, 0],
  }
  it.each(Object.entries(rows))('%s', (_name, [yaml, requested, seconds]) => {
    expect(pod.deletion?.gracePeriodSeconds?.(created(pod, yaml), requested)).toBe(seconds)
  })
})

describe('a binding', () => {
  const bind = (yaml: string) => {
    const object = structuredClone(created(pod, yaml))
    const body = { apiVersion: 'v1', kind: 'Binding', metadata: {}, target: { kind: 'Node', name: 'node-1' } }
    pod.subresources?.binding?.apply(object, body, { now: Date.parse('2026-11-22T03:00:00Z') })
    return object
  }

  it('puts the pod on its node and says so', () => {
    const object = bind(`spec: {${C}}]}`)
    expect(object.spec?.nodeName).toBe('node-1')
    expect(object.status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-11-22T03:00:00Z' },
    ])
  })

  it('is refused for a pod that has a node or waits at a gate', () => {
    expect(() => bind(`spec: {nodeName: other, ${C}}]}`)).toThrow(
      'Operation cannot be fulfilled on pods/binding "a": pod a is already assigned to node "other"',
    )
    expect(() => bind(`spec: {schedulingGates: [{name: g}], ${C}}]}`)).toThrow(
      'pod a has non-empty .spec.schedulingGates',
    )
  })
})

describe('other subresources', () => {
  const act = (name: string, yaml: string, body: object) => {
    const object = structuredClone(created(pod, yaml))
    object.metadata.generation = 1
    const full = { apiVersion: 'v1', kind: 'Pod', metadata: {}, ...body }
    pod.subresources?.[name]?.apply(object, full, { now: Date.parse('2026-11-22T03:00:00Z') })
    return object
  }
  const sized = (cpu: string) => ({
    spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }] },
  })
  const SIZED = `spec: {${C}, resources: {requests: {cpu: 100m}}}]}`

  it('add a container for debugging, with its defaults', () => {
    const debug = { name: 'debug', image: 'busybox', targetContainerName: 'c' }
    const { spec, metadata } = act('ephemeralcontainers', `spec: {${C}}]}`, {
      spec: { ephemeralContainers: [debug] },
    })
    expect(spec?.ephemeralContainers).toMatchObject([{ name: 'debug', imagePullPolicy: 'Always' }])
    expect(metadata.generation).toBe(2)
  })

  it('refuse a container for debugging that is like others', () => {
    const debug = { name: 'c', image: 'busybox', ports: [{ containerPort: 80 }] }
    expect(() =>
      act('ephemeralcontainers', `spec: {${C}}]}`, { spec: { ephemeralContainers: [debug] } }),
    ).toThrow('spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container')
  })

  it('change the resources of a container, but not its class of service', () => {
    const { spec } = act('resize', SIZED, sized('300m'))
    expect(spec?.containers[0]?.resources).toEqual({ requests: { cpu: '300m' } })
    expect(() => act('resize', SIZED, { spec: { containers: [{ name: 'c', resources: {} }] } })).toThrow(
      'Pod QOS Class may not change as a result of resizing',
    )
  })

  it('change the resources of the pod as a whole', () => {
    const whole = (cpu: string) => ({ requests: { cpu }, limits: { cpu: '2' } })
    const manifest = `spec: {resources: {requests: {cpu: 200m}, limits: {cpu: '2'}}, ${C}}]}`
    const resized = act('resize', manifest, {
      spec: { containers: [{ name: 'c' }], resources: whole('300m') },
    })
    expect(resized.spec?.resources).toEqual(whole('300m'))
    expect(resized.metadata.generation).toBe(2)
  })

  it.each([
    ['their list', undefined, 'spec.resources: Forbidden: pod-level resources cannot be removed'],
    [
      'a request',
      { requests: {}, limits: { cpu: '2' } },
      'spec.resources.requests: Forbidden: pod-level resource requests cannot be removed',
    ],
    [
      'a limit',
      { requests: { cpu: '200m' } },
      'spec.resources.limits: Forbidden: pod-level resource limits cannot be removed',
    ],
    [
      'no huge pages',
      { requests: { cpu: '200m', 'hugepages-2Mi': '2Mi' }, limits: { cpu: '2', 'hugepages-2Mi': '2Mi' } },
      'spec: Forbidden: only cpu and memory resources are mutable at pod-level',
    ],
  ])('of the resources of a pod take or add %s: refused', (_title, resources, message) => {
    const manifest = `spec: {resources: {requests: {cpu: 200m}, limits: {cpu: '2'}}, ${C}}]}`
    const body = { spec: { containers: [{ name: 'c' }], ...(resources && { resources }) } }
    expect(() => act('resize', manifest, body)).toThrow(message)
  })

  it('mark an evicted pod', () => {
    expect(act('eviction', `spec: {${C}}]}`, {}).status?.conditions).toMatchObject([
      { type: 'DisruptionTarget', status: 'True', reason: 'EvictionByEvictionAPI' },
    ])
  })
})

describe('a new status of a pod', () => {
  const statusErrors = (before: object, after: object) => {
    const object = created(pod, `spec: {restartPolicy: Never, ${C}}]}`)
    const update = { ...object, status: { ...object.status, ...after } }
    const errors = pod.validateStatusUpdate?.(update, { ...object, status: { ...object.status, ...before } })
    return (errors ?? []).map(formatFieldError)
  }
  const container = (state: object) => ({
    containerStatuses: [{ name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0, state }],
  })

  it('may not bring a container back that has ended for good', () => {
    expect(statusErrors(container({ terminated: { exitCode: 0 } }), container({ running: {} }))).toEqual([
      'status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state',
    ])
    expect(statusErrors(container({ running: {} }), container({ terminated: { exitCode: 0 } }))).toEqual([])
  })

  it('may only name addresses, and one of each family', () => {
    expect(statusErrors({}, { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] })).toEqual([
      'status.podIPs: Invalid value: [{"ip":"10.0.0.1"},{"ip":"10.0.0.2"}]: may specify no more than one IP for each IP family',
    ])
  })
})
