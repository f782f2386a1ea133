/** kubelite certificate approve. */
import { defineCommand } from '../command.ts'
import { decide, decisionFlags } from './decide.ts'

export const approve = defineCommand({
  name: 'approve',
  usage: '(-f FILENAME | NAME)',
  short: 'Approve a certificate signing request',
  long: [
    'Approve a certificate signing request.',
    "The signer that the request names may issue the certificate then. The cluster's own signers do so at once.",
    'Whoever holds the certificate may act as its subject: look at the request ("describe csr NAME") before.',
  ],
  examples: [{ about: "Approve the request 'csr-sqgzp'", line: 'certificate approve csr-sqgzp' }],
  flags: decisionFlags('approved'),
  run: (invocation) =>
    decide(invocation, {
      type: 'Approved',
      opposite: 'Denied',
      operation: 'approved',
      reason: 'KubectlApprove',
      message: 'This CSR was approved by kubectl certificate approve.',
    }),
})
