/** kubelite config set-credentials. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string, strings, texts } from '../flags/flag.ts'
import { type Pairs, readPairs } from '../flags/pairs.ts'
import { demandFile } from './certificate-file.ts'
import { type CredentialOptions, changeCredentials } from './credentials.ts'
import { changeConfig } from './save.ts'

const flags = {
  authProvider: string('', 'Name of the provider that authenticates the user.'),
  authProviderArg: strings('Settings of the provider: KEY=VALUE, or KEY- to remove one.'),
  clientCertificate: string('', 'File with the certificate of the user.'),
  clientKey: string('', 'File with the key of the certificate.'),
  embedCerts: bool(false, 'Keep the content of these files instead of their names.'),
  execApiVersion: string('', 'Version of the API that the command speaks.'),
  execArg: strings('Arguments of the command; they replace those that it had.'),
  execCommand: string('', 'Command that gives the credentials of the user.'),
  execEnv: texts('Variables of the environment of the command: KEY=VALUE, or KEY- to remove one.'),
  execInteractiveMode: string('', 'Whether the command may ask the user: IfAvailable, Never or Always.'),
  execProvideClusterInfo: bool(false, 'Tell the command about the cluster.'),
  password: string('', 'Password of the user.'),
  token: string('', 'Bearer token of the user.'),
  username: string('', 'Name of the user for basic authentication.'),
}

export const setCredentials = defineCommand({
  name: 'set-credentials',
  usage:
    'NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--auth-provider=provider_name] [--auth-provider-arg=key=value] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  short: 'Set a user entry in kubeconfig',
  long: [
    'Set a user entry in kubeconfig.',
    'Of a user that exists, the fields that are not given stay as they are. A token and a name with a password replace each other.',
  ],
  examples: [
    { about: 'A user with a token', line: 'config set-credentials robot --token=abc' },
    {
      about: 'The certificate itself, not the name of its file',
      line: 'config set-credentials jane --client-certificate=jane.crt --client-key=jane.key --embed-certs=true',
    },
    {
      about: 'A command that gives the credentials',
      line: 'config set-credentials jane --exec-command=login --exec-api-version=client.authentication.k8s.io/v1 --exec-arg=--quiet',
    },
    { about: 'Take a variable from that command', line: 'config set-credentials jane --exec-env=MODE-' },
  ],
  flags,
  async run({ context, args, options, given }) {
    const name = args[0] ?? ''
    let pairs: { provider: Pairs; env: Pairs }
    try {
      if (args.length !== 1) throw new CliError(`unexpected args: [${args.join(' ')}]`)
      pairs = readOptions(options)
    } catch (error) {
      await context.showHelp()
      throw error
    }
    validate(name, options, context.cwd)
    await changeConfig(context.kubeconfig, (config) => {
      const entry = config.users.get(name) ?? { fields: {} }
      changeCredentials(entry, { options, given, files: context.kubeconfig, ...pairs })
      config.users.set(name, entry)
    })
    context.streams.stdout(`User "${name}" set.\n`)
  },
})

const MODES = ['', 'IfAvailable', 'Never', 'Always']

function readOptions({ authProviderArg, execEnv }: CredentialOptions) {
  const provider = readPairs(authProviderArg, 'auth-provider-arg', true)
  const env = readPairs(execEnv, 'exec-env', true)
  return { provider, env }
}

function validate(name: string, options: CredentialOptions, cwd: string): void {
  if (name === '') throw new CliError('you must specify a non-empty user name')
  if (options.token !== '' && (options.username !== '' || options.password !== ''))
    throw new CliError(
      'you cannot specify more than one authentication method at the same time: --token, --username/--password',
    )
  if (!MODES.includes(options.execInteractiveMode))
    throw new CliError('invalid interactive mode type, can be only IfAvailable, Never, Always')
  if (!options.embedCerts) return
  const { clientCertificate, clientKey } = options
  if (clientCertificate === '' && clientKey === '')
    throw new CliError('you must specify a --client-certificate or --client-key to embed')
  if (clientCertificate !== '') demandFile('client-certificate', clientCertificate, cwd)
  if (clientKey !== '') demandFile('client-key', clientKey, cwd)
}
