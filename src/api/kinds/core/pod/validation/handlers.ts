/** Validation of probes and lifecycle handlers. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
} from '../../../../../apimachinery/field-error.ts'
import { checkHttpHeaderName } from '../../../../../apimachinery/names.ts'
import type {
  Container,
  GRPCAction,
  HTTPGetAction,
  Lifecycle,
  LifecycleHandler,
  Probe,
} from '../../../../../generated/types.ts'
import { errorsOf, nonNegative, oneOf, portNumberOrName, present } from './fields.ts'

type Handler = LifecycleHandler & { grpc?: GRPCAction }

/** The errors of a container's lifecycle and probes, of which the container must be one that may have them. */
export function validateHandlers(
  container: Container,
  gracePeriod: number | undefined,
  path: string,
): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container
  return [
    ...(lifecycle ? validateLifecycle(lifecycle, gracePeriod, `${path}.lifecycle`) : []),
    ...(livenessProbe ? validateOnceSuccessful(livenessProbe, gracePeriod, `${path}.livenessProbe`) : []),
    ...(readinessProbe ? validateReadinessProbe(readinessProbe, gracePeriod, `${path}.readinessProbe`) : []),
    ...(startupProbe ? validateOnceSuccessful(startupProbe, gracePeriod, `${path}.startupProbe`) : []),
  ]
}

function validateLifecycle(
  { postStart, preStop }: Lifecycle,
  gracePeriod: number | undefined,
  path: string,
): FieldError[] {
  return [
    ...(postStart ? validateHandler(postStart, gracePeriod, `${path}.postStart`) : []),
    ...(preStop ? validateHandler(preStop, gracePeriod, `${path}.preStop`) : []),
  ]
}

/** Liveness and startup probes count one success as enough. */
function validateOnceSuccessful(probe: Probe, gracePeriod: number | undefined, path: string): FieldError[] {
  const { successThreshold = 0 } = probe
  const once =
    successThreshold === 1 ? [] : [invalidValue(`${path}.successThreshold`, successThreshold, 'must be 1')]
  return [...validateProbe(probe, gracePeriod, path), ...once]
}

function validateReadinessProbe(probe: Probe, gracePeriod: number | undefined, path: string): FieldError[] {
  const { terminationGracePeriodSeconds: own } = probe
  const field = `${path}.terminationGracePeriodSeconds`
  return [
    ...validateProbe(probe, gracePeriod, path),
    ...(own === undefined ? [] : [invalidValue(field, own, 'must not be set for readinessProbes')]),
  ]
}

function validateProbe(probe: Probe, gracePeriod: number | undefined, path: string): FieldError[] {
  const { terminationGracePeriodSeconds: own } = probe
  const field = `${path}.terminationGracePeriodSeconds`
  return [
    ...validateHandler(probe, gracePeriod, path),
    ...nonNegative(probe.initialDelaySeconds, `${path}.initialDelaySeconds`),
    ...nonNegative(probe.timeoutSeconds, `${path}.timeoutSeconds`),
    ...nonNegative(probe.periodSeconds, `${path}.periodSeconds`),
    ...nonNegative(probe.successThreshold, `${path}.successThreshold`),
    ...nonNegative(probe.failureThreshold, `${path}.failureThreshold`),
    ...(own !== undefined && own <= 0 ? [invalidValue(field, own, 'must be greater than 0')] : []),
  ]
}

/** The first handler counts, and is checked; any further one is an error. */
function validateHandler(handler: Handler, gracePeriod: number | undefined, path: string): FieldError[] {
  const { exec, httpGet, tcpSocket, grpc, sleep } = handler
  const checks: [name: string, check: (() => FieldError[]) | undefined][] = [
    ['exec', exec && (() => (exec.command?.length ? [] : [required(`${path}.exec.command`)]))],
    ['httpGet', httpGet && (() => validateHttpGet(httpGet, `${path}.httpGet`))],
    ['tcpSocket', tcpSocket && (() => portNumberOrName(tcpSocket.port, `${path}.tcpSocket.port`))],
    ['grpc', grpc && (() => portNumberOrName(grpc.port, `${path}.grpc.port`))],
    ['sleep', sleep && (() => validateSleep(sleep.seconds, gracePeriod, `${path}.sleep`))],
  ]
  const given = checks.filter(([, check]) => check !== undefined)
  if (given.length === 0) return [required(path, 'must specify a handler type')]
  return given.flatMap(([name, check], index) =>
    index === 0
      ? (check?.() ?? [])
      : [forbiddenField(`${path}.${name}`, 'may not specify more than 1 handler type')],
  )
}

function validateHttpGet(
  { path: url, port, scheme, httpHeaders = [] }: HTTPGetAction,
  path: string,
): FieldError[] {
  return [
    ...present(url, `${path}.path`),
    ...portNumberOrName(port, `${path}.port`),
    ...oneOf(scheme ?? '', ['HTTP', 'HTTPS'], `${path}.scheme`),
    ...httpHeaders.flatMap(({ name }) => errorsOf(checkHttpHeaderName(name), `${path}.httpHeaders`, name)),
  ]
}

function validateSleep(seconds: number, gracePeriod: number | undefined, path: string): FieldError[] {
  if (gracePeriod === undefined || (seconds >= 0 && seconds <= gracePeriod)) return []
  const text = `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`
  return [invalidValue(path, seconds, text)]
}
