/** kubelite certificate: granting and refusing requests for certificates. */
import { generateKeyPairSync } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { certificateRequest, requestKey } from '../../support/certificate-request.ts'
import { createTestCli, type TestCli } from '../test-cli.ts'

const csr = (name: string) => `
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata: {name: ${name}}
spec:
  request: ${certificateRequest({ commonName: name, organizations: ['devs'] })}
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
`
const named = (name: string) => `certificatesigningrequest.certificates.k8s.io/${name}`

let cli: TestCli
beforeEach(async () => {
  cli = createTestCli()
  await cli.run('apply -f -', { stdin: `${csr('jane')}---${csr('joe')}` })
  return () => cli[Symbol.asyncDispose]()
})

const conditions = async () =>
  (await cli.run('get csr -o custom-columns=N:.metadata.name,C:.status.conditions[*].type --no-headers'))
    .stdout

it('grants what is named, and says so again of what is granted already', async () => {
  const granted = { stdout: `${named('jane')} approved\n${named('joe')} approved\n`, stderr: '', exitCode: 0 }
  expect(await cli.run('certificate approve jane joe')).toEqual(granted)
  expect(await cli.run('certificate approve jane joe')).toEqual(granted)
  expect(
    (await cli.run('get csr')).stdout,
  ).toBe(`NAME   AGE   SIGNERNAME                            REQUESTOR          REQUESTEDDURATION   CONDITION
jane   0s    kubernetes.io/kube-apiserver-client   kubernetes-admin   24h                 Approved,Issued
joe    0s    kubernetes.io/kube-apiserver-client   kubernetes-admin   24h                 Approved,Issued
`)
})

it('refuses what a file names, in a format', async () => {
  const { stdout } = await cli.run('certificate deny -f - -o name', { stdin: csr('joe') })
  expect(stdout).toBe(`${named('joe')}\n`)
  expect(await conditions()).toBe('jane   <none>\njoe    Denied\n')
})

describe('it fails', () => {
  it.each<[title: string, line: string, stderr: string]>([
    [
      'without any request',
      'approve',
      'error: one or more CSRs must be specified as <name> or -f <filename>\n',
    ],
    [
      'for a request that is not there',
      'approve nosuch',
      'Error from server (NotFound): certificatesigningrequests.certificates.k8s.io "nosuch" not found\n',
    ],
    [
      'for one that is decided otherwise',
      'deny jane',
      'error: certificate signing request "jane" is already Approved\n',
    ],
    [
      'for who may not approve',
      'approve joe --as nobody',
      'Error from server (Forbidden): certificatesigningrequests.certificates.k8s.io "joe" is forbidden: User "nobody" cannot get resource "certificatesigningrequests" in API group "certificates.k8s.io" at the cluster scope\n',
    ],
  ])('%s', async (_, line, stderr) => {
    await cli.run('certificate approve jane')
    expect(await cli.run(`certificate ${line}`)).toEqual({ stdout: '', stderr, exitCode: 1 })
  })
})

it('describes labels and annotations on a line each, what was applied last among them', async () => {
  await cli.run('create -f -', { stdin: csr('mary') })
  await cli.run(['annotate', 'csr', 'mary', 'b=x y', 'kubectl.kubernetes.io/last-applied-configuration={}'])
  await cli.run('label csr mary z=1 a=2')
  expect((await cli.run('describe csr mary')).stdout).toContain(
    'Labels:              a=2,z=1\nAnnotations:         b=x y,kubectl.kubernetes.io/last-applied-configuration={}\n',
  )
})

it('describes who is asked for', async () => {
  await cli.run('create -f -', { stdin: csr('mary') })
  expect((await cli.run('describe csr mary')).stdout).toBe(`Name:                mary
Labels:              <none>
Annotations:         <none>
CreationTimestamp:   Sun, 22 Nov 2026 12:00:00 +0000
Requesting User:     kubernetes-admin
Signer:              kubernetes.io/kube-apiserver-client
Requested Duration:  24h
Status:              Pending
Subject:
         Common Name:    mary
         Serial Number:  
         Organization:   devs
Events:  <none>
`)
})

it('lets the holder of a certificate act by a kubeconfig', async () => {
  await cli.run('certificate approve jane')
  const { stdout } = await cli.run('get csr jane -o jsonpath={.status.certificate}')
  const config = (key: string) => ({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://c' } }],
    users: [{ name: 'jane', user: { 'client-certificate-data': stdout, 'client-key-data': btoa(key) } }],
    contexts: [{ name: 'jane', context: { cluster: 'c', user: 'jane' } }],
    'current-context': 'jane',
  })
  cli.file('config', JSON.stringify(config(requestKey)))
  const whoami = await cli.run('--kubeconfig=config auth whoami -o jsonpath={.status.userInfo}')
  expect(JSON.parse(whoami.stdout)).toMatchObject({
    username: 'jane',
    groups: ['devs', 'system:authenticated'],
  })
  const { stderr } = await cli.run('--kubeconfig=config get pods')
  expect(stderr).toMatch(/User "jane" cannot list resource "pods"/)
  expect((await cli.run('--kubeconfig=config --token=bad get pods')).stderr).toBe(
    'error: You must be logged in to the server (Unauthorized)\n',
  )
  const other = generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })
  for (const [key, message] of [
    [other.toString(), 'error: tls: private key does not match public key\n'],
    [
      '',
      'error: invalid configuration: clientKey, clientKeyData or clientKey Exec Command must be specified to use the clientCert authentication method.\n',
    ],
  ] as const) {
    cli.file('config', JSON.stringify(config(key)))
    expect((await cli.run('--kubeconfig=config get pods')).stderr).toBe(message)
  }
})
