/** kubelite proxy: refused. */
import { defineRefused } from '../refused/refused-command.ts'

export const proxy = defineRefused({
  name: 'proxy',
  group: 'Troubleshooting and Debugging Commands',
  usage: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  short: 'Run a proxy to the Kubernetes API server',
  long: [
    'Not supported: the API server of kubelite lives only as long as a command does, and is reached by commands alone.',
    'Single paths of the API can be read with "kubelite get --raw".',
  ],
  examples: [{ about: 'This tells why', line: 'proxy --port=8011' }],
  flags: [
    'accept-hosts',
    'accept-paths',
    'address',
    'api-prefix',
    'append-server-path',
    'disable-filter',
    'keepalive',
    'p=port',
    'reject-methods',
    'reject-paths',
    'u=unix-socket',
    'w=www',
    'P=www-prefix',
  ],
  why: 'there is no API server to be reached over a network; "kubelite get --raw" reads single paths of the API',
})
