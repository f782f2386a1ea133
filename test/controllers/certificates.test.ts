/** Certificate signing requests: who asks, who approves, what is signed, and when they go. */
import { X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Client } from '../../src/apiserver/client.ts'
import type { CertificateSigningRequest } from '../../src/generated/types.ts'
import { type Asked, certificateRequest } from '../support/certificate-request.ts'
import { rejection } from '../support/server.ts'
import { openWorld, type World } from './world.ts'

const CLIENT = 'kubernetes.io/kube-apiserver-client'
const KUBELET = 'kubernetes.io/kube-apiserver-client-kubelet'
const SERVING = 'kubernetes.io/kubelet-serving'
const key = { namespace: '', name: 'r' }

const csr = (asked: Asked, signerName: string, usages: string[], more: object = {}) =>
  ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'r' },
    spec: { request: certificateRequest(asked), signerName, usages, ...more },
  }) as CertificateSigningRequest

async function world(): Promise<World> {
  const opened = await openWorld()
  await opened.client.create('Namespace', {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'kube-system' },
  })
  return opened
}

async function decide(client: Client, type: 'Approved' | 'Denied', name = key): Promise<void> {
  const found = await client.get('CertificateSigningRequest', name)
  const conditions = [{ type, status: 'True', reason: 'Test', message: '' }]
  await client.update(
    'CertificateSigningRequest',
    { ...found, status: { conditions } },
    { subresource: 'approval' },
  )
}

const jane: Asked = { commonName: 'jane', organizations: ['devs'], dns: ['j.example'] }
const node: Asked = { commonName: 'system:node:n1', organizations: ['system:nodes'] }

describe('a request that is approved', () => {
  it('is signed with the asked subject, names, usages and lifetime', async () => {
    const { client, apply, converge } = await world()
    await apply(csr(jane, CLIENT, ['client auth', 'digital signature'], { expirationSeconds: 3600 }))
    await decide(client, 'Approved')
    await converge()
    const { status } = await client.get('CertificateSigningRequest', key)
    const certificate = new X509Certificate(Buffer.from(status?.certificate ?? '', 'base64'))
    expect({
      subject: certificate.subject,
      issuer: certificate.issuer,
      names: certificate.subjectAltName,
      usages: certificate.keyUsage,
      from: new Date(certificate.validFrom).toISOString(),
      to: new Date(certificate.validTo).toISOString(),
      ca: certificate.ca,
    }).toEqual({
      subject: 'O=devs\nCN=jane',
      issuer: 'CN=kubernetes',
      names: 'DNS:j.example',
      usages: ['1.3.6.1.5.5.7.3.2'],
      from: '2025-12-31T23:55:00.000Z',
      to: '2026-01-01T01:00:00.000Z',
      ca: false,
    })
  })

  it('lets its holder act as the subject, as long as it is valid', async () => {
    const { client, apply, converge, advance } = await world()
    await apply(csr(jane, CLIENT, ['client auth'], { expirationSeconds: 3600 }))
    await decide(client, 'Approved')
    await converge()
    const { status } = await client.get('CertificateSigningRequest', key)
    const certificate = Buffer.from(status?.certificate ?? '', 'base64').toString()
    const holder = await client.as({ certificate })
    const error = await rejection(holder.get('Pod', { namespace: 'default', name: 'x' }))
    expect(error.message).toMatch(/^pods "x" is forbidden: User "jane" cannot get/)
    await advance(3601)
    expect((await rejection(client.as({ certificate }))).message).toBe('Unauthorized')
  })

  it.each<[title: string, asked: Asked, signer: string, usages: string[], message: string]>([
    [
      'for a client that is to serve',
      jane,
      CLIENT,
      ['client auth', 'server auth'],
      'invalid usage for client certificate: server auth',
    ],
    [
      'for a client that is none',
      jane,
      CLIENT,
      ['digital signature'],
      'missing required usage for client certificate: client auth',
    ],
    [
      'for a kubelet that is none',
      jane,
      KUBELET,
      ['client auth', 'digital signature'],
      'subject organization is not system:nodes',
    ],
    [
      'for a kubelet of another name',
      { ...node, commonName: 'n1' },
      KUBELET,
      ['client auth', 'digital signature'],
      'subject common name does not begin with system:node: ',
    ],
    [
      'for serving without a name',
      node,
      SERVING,
      ['server auth', 'digital signature'],
      'at least one DNS or IP subjectAltName is required',
    ],
  ])('fails %s', async (_, asked, signer, usages, message) => {
    const { client, apply, converge } = await world()
    await apply(csr(asked, signer, usages))
    await decide(client, 'Approved')
    await converge()
    const { status } = await client.get('CertificateSigningRequest', key)
    expect(status?.conditions?.find(({ type }) => type === 'Failed')).toMatchObject({
      reason: 'SignerValidationFailure',
      message,
    })
    expect(status?.certificate).toBeUndefined()
  })

  it('is left to its own signer where that is another program', async () => {
    const { client, apply, converge, writesOfAnotherRound } = await world()
    await apply(csr(jane, 'example.com/mine', ['client auth']))
    await decide(client, 'Approved')
    await converge()
    expect((await client.get('CertificateSigningRequest', key)).status?.certificate).toBeUndefined()
    expect(await writesOfAnotherRound()).toBe(0)
  })
})

describe('a request of a kubelet', () => {
  const binding = (subresource: string) => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'nodes' },
      rules: [
        {
          apiGroups: ['certificates.k8s.io'],
          resources: [`certificatesigningrequests/${subresource}`, 'certificatesigningrequests'],
          verbs: ['create'],
        },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'nodes' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'nodes' },
      subjects: [{ kind: 'Group', name: 'system:nodes', apiGroup: 'rbac.authorization.k8s.io' }],
    },
  ]

  it.each([
    [
      'for itself',
      'selfnodeclient',
      'system:node:n1',
      'Auto approving self kubelet client certificate after SubjectAccessReview.',
    ],
    [
      'for another node',
      'nodeclient',
      'system:node:n2',
      'Auto approving kubelet client certificate after SubjectAccessReview.',
    ],
    ['for another node without the right to', 'selfnodeclient', 'system:node:n2', undefined],
  ])('%s is approved by itself, if it may be', async (_, subresource, user, message) => {
    const { client, apply, converge } = await world()
    await apply(...binding(subresource))
    const kubelet = await client.as({ user, groups: ['system:nodes'] })
    await kubelet.create(
      'CertificateSigningRequest',
      csr(node, KUBELET, ['client auth', 'digital signature']),
    )
    await converge()
    const { status } = await client.get('CertificateSigningRequest', key)
    expect(status?.conditions?.[0]?.message).toBe(message)
    expect(status?.certificate === undefined).toBe(message === undefined)
  })
})

describe('a request goes', () => {
  it.each<
    [title: string, decision: 'Approved' | 'Denied' | undefined, signer: string, hours: number | undefined]
  >([
    ['a day after it was made and nobody answered', undefined, CLIENT, 24],
    ['an hour after it was denied', 'Denied', CLIENT, 1],
    ['an hour after it was granted', 'Approved', CLIENT, 1],
    ['never while an approved one waits for its signer', 'Approved', 'example.com/mine', undefined],
  ])('%s', async (_, decision, signer, hours) => {
    const { client, apply, converge, advance, names } = await world()
    await apply(csr(jane, signer, ['client auth']))
    if (decision) await decide(client, decision)
    await converge()
    await advance((hours ?? 1000) * 3600 - 1)
    expect(await names('CertificateSigningRequest', '')).toEqual(['r'])
    await advance(1)
    expect(await names('CertificateSigningRequest', '')).toEqual(hours === undefined ? ['r'] : [])
  })
})

describe('the server', () => {
  it('tells who asks, whatever the request says, and keeps it', async () => {
    const { client } = await world()
    const made = await client.create(
      'CertificateSigningRequest',
      csr(jane, CLIENT, ['client auth'], { username: 'root', uid: '0' }),
    )
    expect(made.spec).toMatchObject({
      username: 'kubernetes-admin',
      groups: ['kubeadm:cluster-admins', 'system:authenticated'],
    })
    expect(made.spec?.uid).toBeUndefined()
    const changed = { ...made, spec: { ...made.spec!, signerName: 'example.com/other' } }
    expect((await client.update('CertificateSigningRequest', changed)).spec?.signerName).toBe(CLIENT)
  })

  it.each<[title: string, change: object, message: string]>([
    [
      'a request that is none',
      { request: btoa('x') },
      'spec.request: Invalid value: "eA==": PEM block type must be CERTIFICATE REQUEST',
    ],
    ['no usages', { usages: [] }, 'spec.usages: Required value: usages must be provided'],
    [
      'a signer without a domain',
      { signerName: 'x' },
      'spec.signerName: Invalid value: "x": must be a fully qualified domain and path of the form "example.com/signer-name"',
    ],
    [
      'the signer of old',
      { signerName: 'kubernetes.io/legacy-unknown' },
      'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via this API version',
    ],
    [
      'too short a time',
      { expirationSeconds: 60 },
      'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)',
    ],
  ])('refuses %s', async (_, change, message) => {
    const { client } = await world()
    const error = await rejection(
      client.create('CertificateSigningRequest', csr(jane, CLIENT, ['client auth'], change)),
    )
    expect(error.message).toBe(`CertificateSigningRequest.certificates.k8s.io "r" is invalid: ${message}`)
  })

  it('refuses a request whose signature is not that of its key', async () => {
    const { client } = await world()
    const [good, other] = [jane, { ...jane, commonName: 'joan' }].map((asked) =>
      Buffer.from(certificateRequest(asked), 'base64').toString(),
    )
    const der = (pem = '') => Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64')
    const forged = Buffer.concat([der(good).subarray(0, -64), der(other).subarray(-64)]).toString('base64')
    const request = btoa(
      `-----BEGIN CERTIFICATE REQUEST-----\n${forged}\n-----END CERTIFICATE REQUEST-----\n`,
    )
    const error = await rejection(
      client.create('CertificateSigningRequest', csr(jane, CLIENT, ['client auth'], { request })),
    )
    expect(error.message).toContain('x509: verification of the signature failed')
  })

  it('lets nobody become the control plane by a certificate', async () => {
    const { client } = await world()
    const asked = { commonName: 'x', organizations: ['system:masters'] }
    const error = await rejection(
      client.create('CertificateSigningRequest', csr(asked, CLIENT, ['client auth'])),
    )
    expect(error.message).toContain(
      'use of kubernetes.io/kube-apiserver-client signer with system:masters group is not allowed',
    )
  })

  it('lets those approve who have the right for the signer', async () => {
    const { client, apply } = await world()
    const group = 'certificates.k8s.io'
    const role = (name: string, rules: object[]) => [
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRole',
        metadata: { name },
        rules: [
          {
            apiGroups: [group],
            resources: ['certificatesigningrequests', 'certificatesigningrequests/approval'],
            verbs: ['get', 'update'],
          },
          ...rules,
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: { name },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
        subjects: [{ kind: 'User', name, apiGroup: 'rbac.authorization.k8s.io' }],
      },
    ]
    await apply(
      csr(jane, CLIENT, ['client auth']),
      ...role('clerk', []),
      ...role('signer', [
        {
          apiGroups: [group],
          resources: ['signers'],
          resourceNames: ['kubernetes.io/*'],
          verbs: ['approve'],
        },
      ]),
    )
    const refused = decide(await client.as({ user: 'clerk' }), 'Approved')
    expect((await rejection(refused)).message).toBe(
      `certificatesigningrequests.certificates.k8s.io "r" is forbidden: user not permitted to approve requests with signerName "${CLIENT}"`,
    )
    await expect(decide(await client.as({ user: 'signer' }), 'Approved')).resolves.toBeUndefined()
  })
})
