/** What revisions keep, and how they are named. */
import { describe, expect, it } from 'vitest'
import {
  keepsTemplate,
  revisionData,
  revisionHash,
  revisionTemplate,
} from '../../../../src/api/kinds/apps/revision-data.ts'
import type { ControllerRevision, PodTemplateSpec } from '../../../../src/generated/types.ts'

/** The template of a revision that Kubernetes 1.34 wrote (statefulset/testdata/compatibility_revision_1.34.0.json). */
const template: PodTemplateSpec = {
  spec: {
    terminationGracePeriodSeconds: 30,
    securityContext: {},
    schedulerName: 'default-scheduler',
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    containers: [
      {
        name: 'test',
        image: 'test',
        imagePullPolicy: 'Always',
        resources: {},
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
      },
    ],
  },
  metadata: { labels: { app: 'foo' }, annotations: { test: 'value' } },
}

function revision(data: unknown): ControllerRevision {
  return { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata: { name: 'a' }, data, revision: 1 }
}

describe('the data of a revision', () => {
  it('is a patch that replaces the template', () => {
    expect(revisionData(template)).toEqual({ spec: { template: { ...template, $patch: 'replace' } } })
  })

  it('gives the template back', () => {
    expect(revisionTemplate(revision(revisionData(template)))).toEqual(template)
    expect(keepsTemplate(revision(revisionData(template)), template)).toBe(true)
  })

  it.each([undefined, 'text', {}, { spec: {} }])('holds no template where it is %j', (data) => {
    expect(revisionTemplate(revision(data))).toBeUndefined()
    expect(keepsTemplate(revision(data), template)).toBe(false)
  })
})

describe('the hash of a revision', () => {
  it('is the one that Kubernetes gives', () => {
    expect(revisionHash(revisionData(template), 0)).toBe('776999688b')
  })

  it('changes with the count of collisions and with the template', () => {
    const other = { ...template, metadata: { annotations: { test: '<&>' } } }
    const hashes = [
      revisionHash(revisionData(template), 0),
      revisionHash(revisionData(template), 1),
      revisionHash(revisionData(other), 0),
    ]
    expect(new Set(hashes).size).toBe(3)
  })

  it('is of JSON in which some characters are escaped, as Go writes it', () => {
    expect(revisionHash({ a: '<' }, 0)).toBe('7649c48bbf')
  })
})
