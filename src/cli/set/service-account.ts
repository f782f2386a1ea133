/** kubelite set serviceaccount: which account pods act as. Source: kubectl, cmd/set/set_serviceaccount.go. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { refuseLocalTrial } from '../output/flags.ts'
import { recordFlag } from '../output/record.ts'
import { changeObjects, setFlags } from './change-objects.ts'
import { podSpecOf } from './containers.ts'

export const serviceAccount = defineCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  long: ['Update the service account of pod template resources.'],
  examples: [
    {
      about: 'Let the pods of a deployment act as serviceaccount1',
      line: 'set serviceaccount deployment nginx-deployment serviceaccount1',
    },
    {
      about: 'What would become of a file, without a look at the cluster',
      line: 'set serviceaccount -f nginx-deployment.yaml serviceaccount1 --local --dry-run=client -o yaml',
    },
  ],
  flags: { ...setFlags, ...recordFlag },
  async run(invocation) {
    const { args, options } = invocation
    const name = args.at(-1)
    if (name === undefined) throw new CliError('serviceaccount is required')
    refuseLocalTrial(options)
    await changeObjects(invocation, {
      operation: 'serviceaccount updated',
      resources: args.slice(0, -1),
      ignoreNames: true,
      always: true,
      refused: (message) => `failed to patch ServiceAccountName ${message}`,
      change(object, { kind }) {
        podSpecOf(object, kind).serviceAccountName = name
      },
    })
  },
})
