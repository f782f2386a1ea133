/** The cluster's certificate authority: who it signs for, it knows again. */
import { type Authority, authorityOf } from '../../apimachinery/x509/certificate.ts'
import type { Client } from '../client.ts'

/** The authority of this cluster. Its key follows from the cluster, so nothing has to be kept. */
export async function clusterAuthority(client: Pick<Client, 'get'>): Promise<Authority> {
  const { metadata } = await client.get('Namespace', { namespace: '', name: 'kube-system' })
  return authorityOf('kubernetes', `kubelite certificate authority of ${metadata.uid}`)
}
