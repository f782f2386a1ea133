/** How the kubelet says that a probe failed (prober/prober.go, pkg/probe). */
import { quote } from '../apimachinery/go-format.ts'
import type { Container, HTTPGetAction, Probe } from '../generated/types.ts'
import type { ProbeFailure, ProbeKind, Refusal } from './life.ts'

const TITLES: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  liveness: 'Liveness',
  readiness: 'Readiness',
}

/** `Liveness probe failed: Get "http://10.244.1.5:80/healthz": dial tcp 10.244.1.5:80: connect: connection refused`. */
export function probeFailureText(
  container: Container,
  { kind, refusal, output }: ProbeFailure,
  podIP: string,
): string {
  const probe = container[`${kind}Probe`]
  return `${TITLES[kind]} probe failed: ${probe ? failureOf(probe, { refusal, output }, container, podIP) : ''}`
}

function failureOf(
  probe: Probe,
  { refusal, output = '' }: { refusal: Refusal; output: string | undefined },
  container: Container,
  podIP: string,
): string {
  const { exec, httpGet, tcpSocket, grpc, timeoutSeconds = 1 } = probe
  if (httpGet) return httpFailure(httpGet, refusal, container, podIP)
  if (tcpSocket) {
    const address = `${tcpSocket.host || podIP}:${portNumber(tcpSocket.port, container)}`
    return `dial tcp ${address}: ${refusal === 'refused' ? 'connect: connection refused' : 'i/o timeout'}`
  }
  if (grpc) return grpcFailure(`${podIP}:${grpc.port}`, refusal, timeoutSeconds)
  const command = (exec?.command ?? []).join(' ')
  return refusal === 'timeout'
    ? `command timed out: ${quote(command)} timed out after ${timeoutSeconds}s`
    : output
}

function httpFailure(
  { scheme = 'HTTP', host, port, path = '/' }: HTTPGetAction,
  refusal: Refusal,
  container: Container,
  podIP: string,
): string {
  if (refusal === 'unready') return 'HTTP probe failed with statuscode: 503'
  const address = `${host || podIP}:${portNumber(port, container)}`
  const url = `${scheme.toLowerCase()}://${address}${path.startsWith('/') ? '' : '/'}${path}`
  const cause =
    refusal === 'refused'
      ? `dial tcp ${address}: connect: connection refused`
      : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
  return `Get ${quote(url)}: ${cause}`
}

function grpcFailure(address: string, refusal: Refusal, timeoutSeconds: number): string {
  if (refusal === 'unready') return 'service unhealthy (responded with "NOT_SERVING")'
  return refusal === 'timeout'
    ? `timeout: health rpc did not complete within ${timeoutSeconds}s`
    : `timeout: failed to connect service ${quote(address)} within ${timeoutSeconds}s: context deadline exceeded`
}

function portNumber(port: number | string, { ports = [] }: Container): number | string {
  if (typeof port === 'number') return port
  return ports.find(({ name }) => name === port)?.containerPort ?? port
}
