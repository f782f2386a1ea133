/** Removes requests for certificates that are done with. Source: pkg/controller/certificates/cleaner/cleaner.go. */
import { unlessGone } from '../../apiserver/unless-gone.ts'
import type { CertificateSigningRequest } from '../../generated/types.ts'
import { defineController } from '../../runtime/reconciler.ts'
import { conditionOf } from './conditions.ts'

const HOUR = 3_600_000
/** So long a request stays that was answered, and one that was not. */
const DECIDED = HOUR
const PENDING = 24 * HOUR

/** An approved request that nobody has signed stays. */
export const certificateCleaner = defineController({
  name: 'csrcleaner',
  for: 'CertificateSigningRequest',
  async reconcile(csr, name, { client, clock }) {
    const end = csr && endOf(csr)
    if (end === undefined) return undefined
    // Every hour upstream looks at all requests; here each one goes when its time has come.
    if (end > clock.now())
      return { requeueAt: end, why: `certificate signing request ${name.name} is done with` }
    await unlessGone(() => client.delete('CertificateSigningRequest', name))
    return undefined
  },
})

/** When the request goes, ms; undefined if it stays. */
function endOf(csr: CertificateSigningRequest): number | undefined {
  const { metadata, status } = csr
  if (!status?.conditions?.length) return Date.parse(metadata.creationTimestamp ?? '') + PENDING
  const approved = status.certificate ? conditionOf(csr, 'Approved') : undefined
  const decided = conditionOf(csr, 'Denied') ?? approved ?? conditionOf(csr, 'Failed')
  return decided && Date.parse(decided.lastUpdateTime ?? metadata.creationTimestamp ?? '') + DECIDED
}
