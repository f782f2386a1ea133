/** kubelite rollout resume: goes on with the rollout of changes. */
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { patchFlags, patchTargets } from './patch-targets.ts'

export const resume = defineCommand({
  name: 'resume',
  usage: 'RESOURCE',
  short: 'Resume a paused resource',
  long: [
    'Resume a paused resource.',
    'What was changed in its template while it was paused is rolled out. Only deployments can be resumed.',
  ],
  examples: [{ about: 'Resume a paused deployment', line: 'rollout resume deployment/nginx' }],
  flags: patchFlags,
  run: (invocation) =>
    patchTargets(invocation, {
      operation: 'resumed',
      patchFor(kind, object) {
        if (kind?.isPaused === undefined) throw new CliError('resuming is not supported')
        if (!kind.isPaused(object)) throw new CliError('is not paused')
        return { spec: { paused: null } }
      },
    }),
})
