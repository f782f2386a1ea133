/** kubelite create token. Source: kubectl, cmd/create/create_token.go. */

import type { Unstructured } from '../../apimachinery/object.ts'
import { messageOf } from '../../base/error-message.ts'
import type { TokenRequest } from '../../generated/types.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { duration, type OptionsOf, string, texts } from '../flags/flag.ts'
import { printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'
import { createOperationPrinter } from '../output/operation.ts'
import { collectOutput } from '../streams.ts'
import { readName } from './name.ts'

const KINDS = ['Node', 'Pod', 'Secret']

const flags = {
  ...printFlags(OBJECT_FORMATS),
  audience: texts(
    'Whom the token is for. May be given several times. Left out: the API server of the cluster.',
  ),
  boundObjectKind: string(
    '',
    `Bind the token to an object of this kind: ${KINDS.join(', ')}. Requires --bound-object-name.`,
  ),
  boundObjectName: string('', 'The name of the object: when it goes, the token is worth nothing.'),
  boundObjectUid: string('', 'The UID of the object. Left out: that of the object of the name.'),
  duration: duration('0s', 'For how long the token is valid. 0: for as long as the server likes.'),
}

type Options = OptionsOf<typeof flags>

export const createToken = defineCommand({
  name: 'token',
  usage: 'SERVICE_ACCOUNT_NAME',
  short: 'Request a service account token',
  long: ['Request a service account token.'],
  examples: [
    {
      about: 'A token by which the service account myapp can ask the API server',
      line: 'create token myapp',
    },
    { about: 'For a service account of another namespace', line: 'create token myapp --namespace myns' },
    { about: 'For ten minutes', line: 'create token myapp --duration 10m' },
    { about: 'For another audience', line: 'create token myapp --audience https://example.com' },
    {
      about: 'For as long as a secret is there',
      line: 'create token myapp --bound-object-kind Secret --bound-object-name mysecret',
    },
    {
      about: 'For as long as this very secret is there',
      line: 'create token myapp --bound-object-kind Secret --bound-object-name mysecret --bound-object-uid 0d4691ed-659b-4935-a832-355f77ee47cc',
    },
  ],
  flags,
  async run({ context, args, options, dashAt }) {
    const [name] = readName(context.path, args, dashAt)
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const print = await createOperationPrinter(format, 'none', { ...options, cwd: context.cwd, typed: true })
    const request = requestOf(name, context.namespace, options)
    const cluster = await context.cluster()
    const output = collectOutput()
    const settings = { subresource: 'token', fieldValidation: 'Strict' } as const
    const answer = await cluster
      .read((client) => client.create('ServiceAccount', request as never, settings))
      .catch((error: unknown) => {
        throw new CliError(`failed to create token: ${messageOf(error)}`, { cause: error })
      })
    const { token = '' } = (answer as TokenRequest).status ?? {}
    if (format !== undefined) print(answer as Unstructured, 'created', output)
    else output.stdout(context.streams.isTerminal('stdout') ? `${token}\n` : token)
    context.finish(output)
  },
})

function requestOf(name: string, namespace: string, options: Options): Unstructured {
  validate(name, options)
  const { audience, boundObjectKind: kind, boundObjectName, boundObjectUid: uid, duration: ms } = options
  const reference = { apiVersion: 'v1', kind, name: boundObjectName, ...(uid !== '' && { uid }) }
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name, namespace },
    spec: {
      ...(audience.length > 0 && { audiences: audience }),
      ...(ms > 0 && { expirationSeconds: ms / 1000 }),
      ...(kind !== '' && { boundObjectRef: reference }),
    },
  } as Unstructured
}

function validate(name: string, options: Options): void {
  const { audience, boundObjectKind, boundObjectName, boundObjectUid, duration: ms } = options
  if (name === '') throw new CliError('service account name is required')
  if (ms < 0) throw new CliError('--duration must be greater than or equal to 0')
  if (ms % 1000 !== 0) throw new CliError('--duration cannot be expressed in units less than seconds')
  if (audience.includes('')) throw new CliError('--audience must not be an empty string')
  if (boundObjectKind === '' && boundObjectName !== '')
    throw new CliError('--bound-object-name can only be set if --bound-object-kind is provided')
  if (boundObjectKind === '' && boundObjectUid !== '')
    throw new CliError('--bound-object-uid can only be set if --bound-object-kind is provided')
  if (boundObjectKind === '') return
  if (!KINDS.includes(boundObjectKind))
    throw new CliError(`supported --bound-object-kind values are ${KINDS.join(', ')}`)
  if (boundObjectName === '')
    throw new CliError('--bound-object-name is required if --bound-object-kind is provided')
}
