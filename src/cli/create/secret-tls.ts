/** kubelite create secret tls. Source: kubectl, cmd/create/create_secret_tls.go. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { reason } from '../resources/files.ts'
import { defineGenerator } from './generator.ts'
import { keyPairProblem } from './key-pair.ts'
import { type SecretData, secretHashFlag, secretOf, secretStore } from './secret-object.ts'

export const secretTls = defineGenerator({
  name: 'tls',
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  short: 'Create a TLS secret',
  long: [
    'Create a TLS secret from the given public/private key pair.',
    'Both must be there before. The certificate is encoded as PEM, and belongs to the private key.',
  ],
  examples: [
    {
      about: 'A secret with a certificate and its key',
      line: 'create secret tls tls-secret --cert=path/to/tls.crt --key=path/to/tls.key',
    },
  ],
  flags: {
    ...secretHashFlag,
    cert: string('', 'The file of the certificate, as PEM.'),
    key: string('', 'The file of the private key that belongs to it.'),
  },
  refusal: 'failed to create secret ',
  generate({ name, options: { cert, key, appendHash }, context }) {
    if (cert === '' || key === '') throw new CliError('key and cert must be specified')
    const certificate = read(cert, context.cwd)
    const privateKey = read(key, context.cwd)
    const problem = keyPairProblem(certificate.toString(), privateKey.toString())
    if (problem !== undefined) throw new CliError(problem)
    const data: SecretData = {}
    const store = secretStore(data)
    store.add('tls.crt', certificate)
    store.add('tls.key', privateKey)
    return secretOf(name, 'kubernetes.io/tls', data, appendHash)
  },
})

function read(path: string, cwd: string): Buffer {
  try {
    return readFileSync(resolve(cwd, path))
  } catch (error) {
    const { syscall } = error as NodeJS.ErrnoException
    throw new CliError(`Cannot read file ${path}, ${syscall} ${path}: ${reason(error)}`, { cause: error })
  }
}
