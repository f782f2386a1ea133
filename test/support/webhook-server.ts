/** A webhook server on this machine, with a certificate that it has signed itself. */
import { createPublicKey } from 'node:crypto'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { authorityOf, issueCertificate } from '../../src/apimachinery/x509/certificate.ts'
import { TAG, writeDer } from '../../src/base/der.ts'

/** What a webhook is asked. */
export interface ReviewRequest {
  uid: string
  operation: string
  name?: string
  namespace?: string
  subResource?: string
  userInfo: { username: string; groups: string[] }
  object: Record<string, unknown> | null
  oldObject: Record<string, unknown> | null
  dryRun: boolean
  [field: string]: unknown
}

/** Fields of the response besides its uid; or an HTTP answer as it is. */
export type WebhookAnswer =
  | Readonly<Record<string, unknown>>
  | { http: number; text: string; type?: string }
  | Promise<Readonly<Record<string, unknown>>>

export interface WebhookServer extends AsyncDisposable {
  /** Without a path. */
  url: string
  /** Base64 of the PEM that is to be trusted. */
  caBundle: string
  /** All that was asked, in order; `path` is that of the URL. */
  asked: { path: string; apiVersion: string; request: ReviewRequest }[]
}

/** Which names a certificate holds, and when it is good. */
export interface CertificateShape {
  ips?: readonly string[]
  dns?: readonly string[]
  notAfter?: number
}

/** Starts a server on 127.0.0.1, on a free port unless one is given. What it is asked is answered by the function, by the path of the call. */
export async function startWebhook(
  answer: (request: ReviewRequest, path: string) => WebhookAnswer = () => ({ allowed: true }),
  shape: CertificateShape = { ips: ['127.0.0.1'] },
  givenPort = 0,
): Promise<WebhookServer> {
  const certificate = certificateOf(shape)
  const asked: WebhookServer['asked'] = []
  const server = createServer(certificate, async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const { apiVersion, kind, request } = JSON.parse(Buffer.concat(chunks).toString())
    const path = incoming.url ?? ''
    asked.push({ path, apiVersion, request })
    const response = await answer(request, path.split('?')[0] ?? '')
    if ('http' in response) {
      outgoing.writeHead(response.http as number, {
        'content-type': (response.type as string) ?? 'text/plain',
      })
      outgoing.end(response.text)
      return
    }
    outgoing.setHeader('content-type', 'application/json')
    outgoing.end(JSON.stringify({ apiVersion, kind, response: { uid: request?.uid, ...response } }))
  })
  await new Promise<void>((resolve) => server.listen(givenPort, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `https://127.0.0.1:${port}`,
    caBundle: Buffer.from(certificate.cert).toString('base64'),
    asked,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function certificateOf({ ips = [], dns = [], notAfter = Date.UTC(2100, 0, 1) }: CertificateShape) {
  const authority = authorityOf('webhook', 'test')
  const names = [
    ...dns.map((name) => writeDer(0x82, Buffer.from(name))),
    ...ips.map((ip) => writeDer(0x87, Buffer.from(ip.split('.').map(Number)))),
  ]
  const cert = issueCertificate(authority, {
    serial: Buffer.from([1]),
    notBefore: Date.UTC(2020, 0, 1),
    notAfter,
    usages: ['server auth'],
    subject: authority.name,
    publicKey: createPublicKey(authority.key).export({ format: 'der', type: 'spki' }),
    alternativeNames: names.length > 0 ? writeDer(TAG.sequence, ...names) : undefined,
  })
  return { cert, key: authority.key.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

/** The response field `patch` of JSON patch operations, with its type. */
export function patchOf(...operations: object[]) {
  const patch = Buffer.from(JSON.stringify(operations)).toString('base64')
  return { allowed: true, patchType: 'JSONPatch', patch }
}

/** A configuration with one webhook of the server: about new and changed ConfigMaps, unless it is said otherwise. */
export function webhookConfiguration(
  kind: 'MutatingWebhookConfiguration' | 'ValidatingWebhookConfiguration',
  { url, caBundle }: Pick<WebhookServer, 'url' | 'caBundle'>,
  ...webhooks: object[]
) {
  const rule = {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['configmaps'],
  }
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'hooks' },
    webhooks: (webhooks.length > 0 ? webhooks : [{}]).map((webhook) => ({
      name: 'hook.example.com',
      clientConfig: { url: `${url}/hook`, caBundle },
      rules: [rule],
      sideEffects: 'None',
      admissionReviewVersions: ['v1'],
      ...webhook,
    })),
  }
}
