/** kubelite config set-cluster. */

import { defineCommand, type Invocation } from '../command.ts'
import { CliError } from '../errors.ts'
import { bool, string } from '../flags/flag.ts'
import { demandFile, putFile } from './certificate-file.ts'
import { exactArgs } from './exact-args.ts'
import type { Entry } from './kubeconfig.ts'
import { changeConfig } from './save.ts'

const flags = {
  certificateAuthority: string('', 'File with the certificate authority of the cluster.'),
  embedCerts: bool(false, 'Keep the content of that file instead of its name.'),
  insecureSkipTlsVerify: bool(false, "Do not check the server's certificate."),
  proxyUrl: string('', 'URL of the proxy on the way to the cluster.'),
  server: string('', 'Address of the server of the cluster.'),
  tlsServerName: string('', "Name that the server's certificate is checked for."),
}

export const setCluster = defineCommand({
  name: 'set-cluster',
  usage:
    'NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  short: 'Set a cluster entry in kubeconfig',
  long: [
    'Set a cluster entry in kubeconfig.',
    'Of a cluster that exists, the fields that are not given stay as they are. What is said of the way to the server is kept for other programs: kubelite sends nothing over it.',
  ],
  examples: [
    { about: 'Only the server', line: 'config set-cluster e2e --server=https://192.0.2.1' },
    {
      about: 'The certificate authority itself, not the name of its file',
      line: 'config set-cluster e2e --embed-certs --certificate-authority=ca.crt',
    },
  ],
  flags,
  async run(invocation) {
    const { context, args, options, given } = invocation
    const [name] = await exactArgs(context, args, 1)
    const { embedCerts, certificateAuthority, insecureSkipTlsVerify } = options
    if (insecureSkipTlsVerify && given('certificateAuthority'))
      throw new CliError('you cannot specify a certificate authority and insecure mode at the same time')
    if (embedCerts && !given('certificateAuthority'))
      throw new CliError('you must specify a --certificate-authority to embed')
    if (embedCerts) demandFile('certificate-authority', certificateAuthority, context.cwd)
    await changeConfig(context.kubeconfig, (config) => {
      const entry = config.clusters.get(name) ?? { fields: {} }
      changeCluster(entry, invocation)
      config.clusters.set(name, entry)
    })
    context.streams.stdout(`Cluster "${name}" set.\n`)
  },
})

function changeCluster(entry: Entry, { context, options, given }: Invocation<typeof flags>): void {
  const { fields } = entry
  if (given('server')) {
    fields.server = options.server
    // The name is that of the former server.
    delete fields['tls-server-name']
  }
  if (given('tlsServerName')) fields['tls-server-name'] = options.tlsServerName
  if (options.insecureSkipTlsVerify) {
    fields['insecure-skip-tls-verify'] = true
    delete fields['certificate-authority']
    delete fields['certificate-authority-data']
  }
  if (given('certificateAuthority')) {
    delete fields['insecure-skip-tls-verify']
    const where = { embed: options.embedCerts, files: context.kubeconfig }
    putFile(entry, 'certificate-authority', options.certificateAuthority, where)
  }
  if (given('proxyUrl')) fields['proxy-url'] = options.proxyUrl
}
