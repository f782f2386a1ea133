/** kubelite rollout pause: stops the rollout of changes. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { patchFlags, patchTargets } from './patch-targets.ts'

export const pause = defineCommand({
  name: 'pause',
  usage: 'RESOURCE',
  short: 'Mark the provided resource as paused',
  long: [
    'Mark the provided resource as paused.',
    'What is changed in the template of a paused resource is rolled out only when it is resumed. Only deployments can be paused.',
  ],
  examples: [{ about: 'Pause a deployment', line: 'rollout pause deployment/nginx' }],
  flags: patchFlags,
  run: (invocation) =>
    patchTargets(invocation, {
      operation: 'paused',
      patchFor(kind, object) {
        if (kind?.isPaused === undefined) throw new CliError('pausing is not supported')
        if (kind.isPaused(object)) throw new CliError('is already paused')
        return { spec: { paused: true } }
      },
    }),
})
