/** `--from pod/x`: who asks. */
import type { Client } from '../../apiserver/client.ts'
import type { Pod } from '../../generated/types.ts'
import { CliError } from '../errors.ts'

/** The pod that the text names, `pod/x` or `x`; undefined where none is given. It must be running. */
export async function findSender(client: Client, from: string, namespace: string): Promise<Pod | undefined> {
  if (from === '') return undefined
  const [kind = '', name, ...more] = from.includes('/') ? from.split('/') : ['pod', from]
  if (!['pod', 'pods', 'po'].includes(kind) || !name || more.length > 0)
    throw new CliError(`--from must name a pod, such as pod/web-0, not '${from}'`)
  const pod = await client.get('Pod', { namespace, name })
  if (pod.status?.phase !== 'Running')
    throw new CliError(`pod/${name} does not run: nothing can be sent from it`)
  return pod
}
