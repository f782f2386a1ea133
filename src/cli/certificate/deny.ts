/** kubelite certificate deny. */
import { defineCommand } from '../command.ts'
import { decide, decisionFlags } from './decide.ts'

export const deny = defineCommand({
  name: 'deny',
  usage: '(-f FILENAME | NAME)',
  short: 'Deny a certificate signing request',
  long: [
    'Deny a certificate signing request.',
    'No signer issues a certificate for it any more, and after an hour it is removed.',
  ],
  examples: [{ about: "Deny the request 'csr-sqgzp'", line: 'certificate deny csr-sqgzp' }],
  flags: decisionFlags('denied'),
  run: (invocation) =>
    decide(invocation, {
      type: 'Denied',
      opposite: 'Approved',
      operation: 'denied',
      reason: 'KubectlDeny',
      message: 'This CSR was denied by kubectl certificate deny.',
    }),
})
