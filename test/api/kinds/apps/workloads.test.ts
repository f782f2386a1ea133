/** Deployments, replica sets, stateful sets, daemon sets: transcripts 13, 14 and 32 with the texts of newer servers. */
import { describe, expect, it } from 'vitest'
import type { KindDefinition } from '../../../../src/api/define-kind.ts'
import { daemonSet } from '../../../../src/api/kinds/apps/daemon-set.ts'
import { deployment } from '../../../../src/api/kinds/apps/deployment.ts'
import { replicaSet } from '../../../../src/api/kinds/apps/replica-set.ts'
import { statefulSet } from '../../../../src/api/kinds/apps/stateful-set.ts'
import { objectHash, podTemplateHash } from '../../../../src/api/kinds/apps/template-hash.ts'
import { replicationController } from '../../../../src/api/kinds/core/replication-controller.ts'
import { created, creationErrors, table, updated } from '../harness.ts'

type Kind = Pick<KindDefinition, keyof KindDefinition>

const T = 'template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i}]}}'
const S = 'selector: {matchLabels: {a: b}}'

describe('the API server refuses', () => {
  const rows: Record<string, [kind: Kind, spec: string, ...errors: string[]]> = {
    'a selector that does not select the template': [
      deployment,
      `{selector: {matchLabels: {a: c}}, ${T}}`,
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ],
    'a deployment without a selector': [
      deployment,
      `{${T}}`,
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ],
    'a deployment without anything': [
      deployment,
      '',
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      'spec.template.spec.containers: Required value',
    ],
    'an empty selector': [
      deployment,
      `{selector: {}, ${T}}`,
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    'a deployment of pods that end': [
      deployment,
      `{${S}, template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}`,
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    'a negative number of replicas': [
      deployment,
      `{replicas: -1, ${S}, ${T}}`,
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    'rolling with Recreate': [
      deployment,
      `{strategy: {type: Recreate, rollingUpdate: {maxSurge: 1}}, ${S}, ${T}}`,
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    'another strategy': [
      deployment,
      `{strategy: {type: Blue}, ${S}, ${T}}`,
      'spec.strategy: Unsupported value: {"Type":"Blue","RollingUpdate":null}: supported values: "Recreate", "RollingUpdate"',
    ],
    'a strategy that cannot move': [
      deployment,
      `{strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}, ${S}, ${T}}`,
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    'what is no percentage': [
      deployment,
      `{strategy: {rollingUpdate: {maxSurge: "abc%"}}, ${S}, ${T}}`,
      "spec.strategy.rollingUpdate.maxSurge: Invalid value: \"abc%\": a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    ],
    'more than all unavailable': [
      deployment,
      `{strategy: {rollingUpdate: {maxUnavailable: 101%}}, ${S}, ${T}}`,
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "101%": must not be greater than 100%',
    ],
    'a deadline within the ready time': [
      deployment,
      `{minReadySeconds: 10, progressDeadlineSeconds: 10, ${S}, ${T}}`,
      'spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds',
    ],
    'a stateful set with another selector': [
      statefulSet,
      `{selector: {matchLabels: {a: x}}, ${T}}`,
      'spec.template.metadata.labels: Invalid value: {"a":"b"}: `selector` does not match template `labels`',
    ],
    'another order of pods': [
      statefulSet,
      `{podManagementPolicy: Random, ${S}, ${T}}`,
      "spec.podManagementPolicy: Invalid value: \"Random\": must be 'OrderedReady' or 'Parallel'",
    ],
    'a stateful set of pods that could not be made': [
      statefulSet,
      `{${S}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: C, image: i}]}}}`,
      "spec.template.spec.containers[0].name: Invalid value: \"C\": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
    ],
    'a stateful set whose containers mount what is no claim of it': [
      statefulSet,
      `{${S}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: c, image: i, volumeMounts: [{name: data, mountPath: /d}, {name: x, mountPath: /x}]}]}}, volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}`,
      'spec.template.spec.containers[0].volumeMounts[1].name: Not found: "x"',
    ],
    'a claim template that no claim could be made of': [
      statefulSet,
      `{${S}, ${T}, volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1Gi}}}}]}`,
      'spec.volumeClaimTemplates[0].spec.accessModes: Required value: at least 1 access mode is required',
    ],
    'surge and unavailability on nodes': [
      daemonSet,
      `{updateStrategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 1}}, ${S}, ${T}}`,
      'spec.updateStrategy.rollingUpdate.maxSurge: Invalid value: 1: may not be set when maxUnavailable is non-zero',
    ],
    'a replica set without anything': [
      replicaSet,
      '{}',
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`',
      'spec.template.spec.containers: Required value',
    ],
    'a replication controller without a template': [
      replicationController,
      '{}',
      'spec.selector: Required value',
      'spec.template: Required value',
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [kind, spec, ...errors]) => {
    expect(creationErrors(kind, `spec: ${spec}`)).toEqual(errors)
  })
})

describe('what may not change', () => {
  const other = { matchLabels: { a: 'b', c: 'd' } }
  const immutable = 'spec.selector: Invalid value: {"matchLabels":{"a":"b","c":"d"}}: field is immutable'

  it.each([deployment, replicaSet, daemonSet] as unknown as Kind[])('is the selector of a $kind', (kind) => {
    const old = created(
      kind,
      `spec: {${S}, template: {metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: c, image: i}]}}}`,
    )
    const { errors } = updated(kind, old, (object) => {
      ;(object as unknown as { spec: { selector: unknown } }).spec.selector = other
    })
    expect(errors).toEqual([immutable])
  })

  it('is most of a stateful set', () => {
    const old = created(statefulSet, `spec: {serviceName: a, ${S}, ${T}}`)
    const { errors } = updated(statefulSet, old, ({ spec }) => {
      spec!.serviceName = 'b'
    })
    expect(errors).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ])
    expect(
      updated(statefulSet, old, ({ spec }) => {
        spec!.replicas = 5
      }).errors,
    ).toEqual([])
  })
})

describe('a stateful set', () => {
  it.each([
    ['web', false, []],
    ['web-', true, []],
    ['a.b', false, ['must not contain dots']],
  ] as const)('may be called %j, as a prefix %j: %j', (name, prefix, messages) => {
    expect(statefulSet.validateName?.(name, prefix)).toEqual(messages)
  })

  it('warns of limits below zero and of parts of bytes', () => {
    const claims =
      'volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: 1500m}}}}]'
    const object = created(statefulSet, `spec: {revisionHistoryLimit: -1, ${S}, ${T}, ${claims}}`)
    expect(statefulSet.warnings?.(object)).toEqual([
      'spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value "1500m" is invalid, must be an integer',
      'spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended',
    ])
    expect(statefulSet.validate?.(object)).toEqual([])
  })
})

describe('the defaults of', () => {
  it('a deployment', () => {
    expect(created(deployment, `spec: {replicas: 0, ${S}, ${T}}`).spec).toMatchObject({
      progressDeadlineSeconds: 600,
      replicas: 0,
      revisionHistoryLimit: 10,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
    })
  })

  it('a stateful set with a claim', () => {
    const { spec, status } = created(
      statefulSet,
      `spec: {${S}, ${T}, volumeClaimTemplates: [{metadata: {name: d}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]}`,
    )
    expect(spec).toMatchObject({
      podManagementPolicy: 'OrderedReady',
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      replicas: 1,
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      volumeClaimTemplates: [
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          spec: { volumeMode: 'Filesystem' },
          status: { phase: 'Pending' },
        },
      ],
    })
    expect(spec?.updateStrategy?.rollingUpdate).toEqual({ partition: 0 })
    expect(status).toEqual({ availableReplicas: 0, replicas: 0 })
  })

  it('a daemon set, which counts the changes of its template', () => {
    const old = created(daemonSet, `spec: {${S}, ${T}}`)
    const key = 'deprecated.daemonset.template.generation'
    expect(old.spec?.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
    })
    expect(old.metadata.annotations?.[key]).toBe('1')
    const changed = updated(daemonSet, old, ({ spec }) => {
      spec!.template!.spec!.containers[0]!.image = 'j'
    })
    expect(changed.object.metadata.annotations?.[key]).toBe('2')
  })

  it('a replication controller, whose selector follows its template', () => {
    const { metadata, spec } = created(replicationController, `spec: {${T}}`)
    expect([spec?.selector, metadata.labels, spec?.replicas]).toEqual([{ a: 'b' }, { a: 'b' }, 1])
  })
})

describe('the table of', () => {
  it('deployments', () => {
    const object = created(deployment, `spec: {replicas: 3, ${S}, ${T}}`)
    const status = { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 }
    expect(table(deployment, { ...object, status }, true)).toMatchObject({
      Ready: '2/3',
      'Up-to-date': 3,
      Available: 2,
      Containers: 'c',
      Images: 'i',
      Selector: 'a=b',
    })
  })

  it('daemon sets', () => {
    const object = created(daemonSet, `spec: {${S}, ${T}}`)
    expect(table(daemonSet, object)).toMatchObject({ Desired: 0, Current: 0, 'Node Selector': '<none>' })
  })
})

describe('the index of selectors', () => {
  it('holds the first label, or a star', () => {
    const labelled = created(deployment, 'spec: {selector: {matchLabels: {b: "2", a: "1"}}}')
    expect(deployment.indexes?.(labelled)).toEqual([['selector', 'shop/a=1']])
    const expression = created(
      deployment,
      'spec: {selector: {matchExpressions: [{key: a, operator: Exists}]}}',
    )
    expect(deployment.indexes?.(expression)).toEqual([['selector', 'shop/*']])
  })
})

describe('the hash of a template', () => {
  const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }

  it('is made of safe characters and does not depend on the order of fields', () => {
    const reordered = { spec: { containers: [{ image: 'i', name: 'c' }] }, metadata: { labels: { a: 'b' } } }
    expect(podTemplateHash(template)).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/)
    expect(podTemplateHash(reordered)).toBe(podTemplateHash(template))
  })

  it('differs with the template and with the collision count', () => {
    const other = { ...template, metadata: { labels: { a: 'c' } } }
    const hashes = [podTemplateHash(template), podTemplateHash(other), podTemplateHash(template, 1)]
    expect(new Set(hashes).size).toBe(3)
  })

  it('is FNV-32a in the safe alphabet', () => {
    expect(objectHash('')).toBe('86f58c6449')
  })
})
