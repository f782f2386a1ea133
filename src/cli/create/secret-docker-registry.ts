/** kubelite create secret docker-registry. Source: kubectl, cmd/create/create_secret_docker.go. */
import { toCompactJson } from '../../printers/json.ts'
import { CliError } from '../errors.ts'
import { string, strings } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { addSources } from './key-sources.ts'
import { type SecretData, secretHashFlag, secretOf, secretStore } from './secret-object.ts'

const KEY = '.dockerconfigjson'

export const secretDockerRegistry = defineGenerator({
  name: 'docker-registry',
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  short: 'Create a secret for use with a Docker registry',
  long: [
    'Create a new secret for use with Docker registries.',
    'Such a secret says how to log in to a registry of images. Nodes log in with it to pull the images of pods that name it, or whose service account does.',
    'It is made of a name and a password, or of the file in which `docker login` keeps them.',
  ],
  examples: [
    {
      about: 'By name and password',
      line: 'create secret docker-registry my-secret --docker-server=DOCKER_REGISTRY_SERVER --docker-username=DOCKER_USER --docker-password=DOCKER_PASSWORD --docker-email=DOCKER_EMAIL',
    },
    {
      about: 'What docker login has kept',
      line: 'create secret docker-registry my-secret --from-file=path/to/.docker/config.json',
    },
  ],
  flags: {
    ...secretHashFlag,
    dockerEmail: string('', 'The mail address to log in with.'),
    dockerPassword: string('', 'The password to log in with.'),
    dockerServer: string('https://index.docker.io/v1/', 'Where the registry is.'),
    dockerUsername: string('', 'The name to log in with.'),
    fromFile: strings(`A file of docker login, as PATH or KEY=PATH; the key should be ${KEY}.`),
  },
  refusal: 'failed to create secret ',
  generate({ name, options, context }) {
    const { fromFile, dockerUsername, dockerPassword, dockerServer, dockerEmail } = options
    if (fromFile.length === 0 && [dockerUsername, dockerPassword, dockerServer].includes(''))
      throw new CliError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    const data: SecretData = {}
    const store = secretStore(data)
    const named = fromFile.map((source) => (source.includes('=') ? source : `${KEY}=${source}`))
    if (named.length > 0) addSources(store, { fromFile: named }, context)
    else store.add(KEY, loginOf(dockerServer, dockerUsername, dockerPassword, dockerEmail))
    return secretOf(name, 'kubernetes.io/dockerconfigjson', data, options.appendHash)
  },
})

/** The file that docker login would keep. */
function loginOf(server: string, username: string, password: string, email: string): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64')
  const login = { username, password, ...(email !== '' && { email }), auth }
  return toCompactJson({ auths: { [server]: login } }, 'given')
}
