/** The objects that `run` makes: a pod, and a service for it. Source: kubectl, cmd/run/run.go. */

import { checkStrictEnvVarName } from '../../apimachinery/names.ts'
import type { Unstructured } from '../../apimachinery/object.ts'
import { CliError } from '../errors.ts'
import { readPairs } from '../flags/pairs.ts'
import { readLabels, readNumber } from '../generated/generated-object.ts'

/** What the user says of the pod; '' for what is not said. */
export interface PodFlags {
  annotations: readonly string[]
  command: boolean
  env: readonly string[]
  image: string
  imagePullPolicy: string
  labels: string
  leaveStdinOpen: boolean
  port: string
  privileged: boolean
  restart: string
  stdin: boolean
  tty: boolean
}

/** The pod, with the empty fields that Go gives it. */
export function podOf(name: string, args: readonly string[], flags: PodFlags): Unstructured {
  const { image, imagePullPolicy, privileged, stdin, tty, leaveStdinOpen, restart, port } = flags
  const labels = readLabels(flags.labels)
  const annotations = Object.fromEntries(readPairs(flags.annotations, 'annotations', false).added)
  const env = flags.env.map(readVariable)
  const container = {
    ...(args.length > 0 && { [flags.command ? 'command' : 'args']: args }),
    ...(env.length > 0 && { env }),
    image,
    ...(imagePullPolicy !== '' && { imagePullPolicy }),
    name,
    ...(port !== '' && { ports: [{ containerPort: readNumber(port) }] }),
    resources: {},
    ...(privileged && { securityContext: { privileged } }),
    ...(stdin && { stdin }),
    ...(stdin && !leaveStdinOpen && { stdinOnce: true }),
    ...(tty && { tty }),
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...(Object.keys(annotations).length > 0 && { annotations }),
      labels: Object.keys(labels).length > 0 ? labels : { run: name },
      name,
    },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart || 'Always' },
    status: {},
  } as unknown as Unstructured
}

function readVariable(text: string): { name: string; value: string } {
  const equals = text.indexOf('=')
  const name = text.slice(0, Math.max(equals, 0))
  if (name === '' || checkStrictEnvVarName(name).length > 0) throw new CliError(`invalid env: ${text}`)
  return { name, value: text.slice(equals + 1) }
}

/** A service for the pod. It has labels only where the user names some. */
export function podService(name: string, { labels, port }: PodFlags): Unstructured {
  const given = readLabels(labels)
  const hasLabels = Object.keys(given).length > 0
  const number = readNumber(port)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...(hasLabels && { labels: given }), name },
    spec: {
      ports: [{ port: number, protocol: 'TCP', targetPort: number }],
      selector: hasLabels ? given : { run: name },
    },
    status: { loadBalancer: {} },
  } as unknown as Unstructured
}

const HOST = /(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])/.source
const PATH = /[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*/.source
const IPV6 = /\[(?:[a-fA-F0-9:]+)\]/.source
const TAG = /[\w][\w.-]{0,127}/.source
const DIGEST = /[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}/.source
const REFERENCE = new RegExp(
  `^(?:(?:${HOST}(?:\\.${HOST})*|${IPV6})(?::[0-9]+)?/)?${PATH}(?:/${PATH})*(?::${TAG})?(?:@${DIGEST})?$`,
)

/** Whether the text names an image (github.com/distribution/reference, ReferenceRegexp). */
export function isImageReference(text: string): boolean {
  return REFERENCE.test(text)
}
