/** What may be written of a certificate signing request once it is made: who decides, who signs, and what stays. */
import { beforeEach, describe, expect, it, test } from 'vitest'
import { encodePem } from '../../src/apimachinery/x509/pem.ts'
import type { Client } from '../../src/apiserver/client.ts'
import { TAG, writeDer } from '../../src/base/der.ts'
import type { CertificateSigningRequest } from '../../src/generated/types.ts'
import { certificateRequest } from '../support/certificate-request.ts'
import { rejection, testServer } from '../support/server.ts'

const key = { namespace: '', name: 'r' }
const base64 = (text: string) => Buffer.from(text).toString('base64')
const pem = (type: string) => base64(encodePem(type, writeDer(TAG.sequence, Buffer.from([]))))
const condition = (type: string, more: object = {}) => ({ type, status: 'True', ...more })

let client: Client
beforeEach(async () => {
  client = (await testServer()).client
  await client.create('CertificateSigningRequest', {
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'r' },
    spec: {
      request: certificateRequest({ commonName: 'jane' }),
      signerName: 'example.com/own',
      usages: ['client auth'],
    },
  } as CertificateSigningRequest)
})

async function write(subresource: 'status' | 'approval', status: object): Promise<CertificateSigningRequest> {
  const found = await client.get('CertificateSigningRequest', key)
  return client.update('CertificateSigningRequest', { ...found, status } as CertificateSigningRequest, {
    subresource,
  })
}

async function refusal(subresource: 'status' | 'approval', status: object): Promise<string> {
  const { message } = await rejection(write(subresource, status))
  return message.replace('CertificateSigningRequest.certificates.k8s.io "r" is invalid: ', '')
}

describe('the status', () => {
  test.each(['Approved', 'Denied'])('does not decide: %s', async (type) => {
    expect(await refusal('status', { conditions: [condition(type)] })).toBe(
      `status.conditions: Forbidden: updates may not add a condition of type "${type}"`,
    )
  })

  test.each(['Approved', 'Denied', 'Failed'])('does not take back: %s', async (type) => {
    await write(type === 'Failed' ? 'status' : 'approval', { conditions: [condition(type)] })
    expect(await refusal('status', {})).toBe(
      `status.conditions: Forbidden: updates may not remove a condition of type "${type}"`,
    )
  })

  it('leaves what was decided as it is, and gives times to the rest', async () => {
    const { status: before } = await write('approval', {
      conditions: [condition('Approved', { message: 'yes' })],
    })
    const conditions = [condition('Approved', { message: 'no' }), condition('Other')]
    const { status } = await write('status', { conditions })
    expect(status?.conditions?.[0]).toEqual(before?.conditions?.[0])
    expect(status?.conditions?.[1]).toMatchObject({ type: 'Other', lastUpdateTime: expect.any(String) })
  })

  test.each([
    ['no PEM', base64('x'), 'must contain at least one CERTIFICATE PEM block'],
    ['a key', pem('PRIVATE KEY'), 'only CERTIFICATE PEM blocks are allowed, found "PRIVATE KEY"'],
    [
      'a block of nothing',
      base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      'x509: malformed certificate',
    ],
  ])('has certificates: %s', async (_, certificate, fault) => {
    expect(await refusal('status', { certificate })).toBe(
      `status.certificate: Invalid value: "<certificate data>": ${fault}`,
    )
  })

  it('has its certificate for good', async () => {
    await write('status', { certificate: pem('CERTIFICATE') })
    expect(await refusal('status', {})).toBe(
      'status.certificate: Forbidden: updates may not modify existing certificate content',
    )
  })
})

describe('an approval', () => {
  it('changes nothing but conditions', async () => {
    await write('status', { certificate: pem('CERTIFICATE') })
    const { status } = await write('approval', {
      conditions: [condition('Denied')],
      certificate: base64('x'),
    })
    expect(status).toMatchObject({ certificate: pem('CERTIFICATE'), conditions: [{ type: 'Denied' }] })
  })

  it('is not taken back', async () => {
    await write('approval', { conditions: [condition('Approved')] })
    expect(await refusal('approval', { conditions: [] })).toBe(
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    )
  })
})
