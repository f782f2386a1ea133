/** Defaults of pods and templates: transcript 32, and what newer servers do. */
import { describe, expect, it } from 'vitest'
import { deployment } from '../../../../../src/api/kinds/apps/deployment.ts'
import { defaultPullPolicy } from '../../../../../src/api/kinds/core/pod/image.ts'
import { pod } from '../../../../../src/api/kinds/core/pod/pod.ts'
import { created } from '../../harness.ts'

describe('the defaults of a pod', () => {
  const object = created(
    pod,
    `spec: {containers: [{name: c, image: busybox, ports: [{containerPort: 80}], livenessProbe: {httpGet: {port: 80}}, resources: {limits: {cpu: "1"}}}], volumes: [{name: s, secret: {secretName: x, optional: true}}, {name: h, hostPath: {path: /x}}, {name: e}]}`,
  )

  it('are those that the API server fills in', () => {
    expect(object.spec).toEqual({
      containers: [
        {
          name: 'c',
          image: 'busybox',
          imagePullPolicy: 'Always',
          livenessProbe: {
            failureThreshold: 3,
            httpGet: { path: '/', port: 80, scheme: 'HTTP' },
            periodSeconds: 10,
            successThreshold: 1,
            timeoutSeconds: 1,
          },
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { limits: { cpu: '1' }, requests: { cpu: '1' } },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
        },
      ],
      dnsPolicy: 'ClusterFirst',
      enableServiceLinks: true,
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
      volumes: [
        { name: 's', secret: { secretName: 'x', optional: true, defaultMode: 420 } },
        { name: 'h', hostPath: { path: '/x', type: '' } },
        { name: 'e', emptyDir: {} },
      ],
    })
    expect(object.status).toEqual({ phase: 'Pending', qosClass: 'Burstable' })
  })

  it('give a template neither service links nor requests out of limits', () => {
    const spec =
      'spec: {template: {spec: {hostNetwork: true, containers: [{name: c, image: "b:1", ports: [{containerPort: 80}], resources: {limits: {cpu: "1"}}}]}}}'
    const template = created(deployment, spec).spec?.template
    expect(template?.metadata).toEqual({})
    expect(template?.spec?.enableServiceLinks).toBeUndefined()
    expect(template?.spec?.containers[0]).toMatchObject({
      imagePullPolicy: 'IfNotPresent',
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      resources: { limits: { cpu: '1' } },
    })
  })

  it('give containers on the host network the host port of their port', () => {
    const { spec } = created(
      pod,
      'spec: {hostNetwork: true, containers: [{name: c, image: i, ports: [{containerPort: 80}]}]}',
    )
    expect(spec?.containers[0]?.ports).toEqual([{ containerPort: 80, hostPort: 80, protocol: 'TCP' }])
  })

  it('count the requests of the containers as those of a pod with limits of its own', () => {
    const { spec } = created(
      pod,
      'spec: {resources: {limits: {cpu: "4", memory: 1Gi}}, containers: [{name: a, resources: {requests: {cpu: 500m}}}, {name: b, resources: {requests: {cpu: 1500m}}}]}',
    )
    expect(spec?.resources).toEqual({
      limits: { cpu: '4', memory: '1Gi' },
      requests: { cpu: '2', memory: '1Gi' },
    })
  })

  it('gate a pod that has gates', () => {
    const { status } = created(
      pod,
      'spec: {schedulingGates: [{name: example.com/x}], containers: [{name: c, image: i}]}',
    )
    expect(status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' },
    ])
  })
})

describe('the pull policy', () => {
  const rows: Record<string, string> = {
    busybox: 'Always',
    'busybox:latest': 'Always',
    'busybox:1.36': 'IfNotPresent',
    'registry.example.com:5000/team/app': 'Always',
    'registry.example.com:5000/team/app:v1': 'IfNotPresent',
    [`busybox@sha256:${'a'.repeat(64)}`]: 'IfNotPresent',
  }
  it.each(Object.entries(rows))('of %s is %s', (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy)
  })
})
