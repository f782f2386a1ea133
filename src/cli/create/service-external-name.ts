/** kubelite create service externalname. */
import { checkDns1123Subdomain } from '../../apimachinery/names.ts'
import { CliError } from '../errors.ts'
import { string } from '../flags/flag.ts'
import { defineGenerator } from './generator.ts'
import { serviceOf, tcpFlag } from './service-object.ts'

export const serviceExternalName = defineGenerator({
  name: 'externalname',
  usage: 'NAME --external-name external.name [--dry-run=server|client|none]',
  short: 'Create an ExternalName service',
  long: [
    'Create an ExternalName service with the specified name.',
    'It leads to a name outside of the cluster instead of pods.',
  ],
  examples: [
    {
      about: 'Another name for bar.com',
      line: 'create service externalname my-ns --external-name bar.com',
    },
  ],
  flags: { ...tcpFlag, externalName: string('', 'The name that the service leads to. Required.') },
  required: ['externalName'],
  savesNothing: true,
  refusal: 'failed to create ExternalName service: ',
  generate({ name, options: { tcp, externalName } }) {
    if (checkDns1123Subdomain(externalName).length > 0)
      throw new CliError(`invalid service external name ${externalName}`)
    return serviceOf(name, 'ExternalName', tcp, { externalName })
  },
})
