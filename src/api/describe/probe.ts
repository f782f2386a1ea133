/** Probes in a description. */
import type { HTTPGetAction, Probe } from '../../generated/types.ts'
import { formatGoList } from './format.ts'

/** `http-get http://:8080/live delay=5s timeout=1s period=10s #success=1 #failure=5`. */
export function formatProbe(probe: Probe): string {
  const times = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s`
  const counts = `#success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`
  return `${formatHandler(probe)} ${times} ${counts}`
}

function formatHandler({ exec, httpGet, tcpSocket, grpc }: Probe): string {
  if (exec) return `exec ${formatGoList(exec.command)}`
  if (httpGet) return `http-get ${formatUrl(httpGet)}`
  if (tcpSocket) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port}`
  if (grpc) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''}`
  return 'unknown'
}

function formatUrl({ scheme = '', host = '', port, path = '' }: HTTPGetAction): string {
  const name = host.includes(':') ? `[${host}]` : host
  const slash = path === '' || path.startsWith('/') ? '' : '/'
  return `${scheme.toLowerCase()}://${name}:${port}${slash}${escapePath(path)}`
}

/** Escapes what Go's URL does in a path: a `?` belongs to it too. */
function escapePath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-_.~/$&+,:;=@!'()*]/gu, (char) => encodeURIComponent(char))
}
