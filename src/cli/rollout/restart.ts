/** kubelite rollout restart: replaces all pods of a workload, as after a change of its template. */
import { formatTime } from '../../apimachinery/time.ts'
import { defineCommand } from '../command.ts'
import { CliError } from '../errors.ts'
import { patchFlags, patchTargets } from './patch-targets.ts'

const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'

export const restart = defineCommand({
  name: 'restart',
  usage: 'RESOURCE',
  short: 'Restart a resource',
  long: [
    'Restart a resource.',
    "The moment, in the cluster's time, is written into the annotations of the pod template, so that all pods are replaced by new ones in the way in which changes are rolled out.",
  ],
  examples: [
    { about: 'Restart all deployments of a namespace', line: 'rollout restart deployment -n test-namespace' },
    { about: 'Restart a deployment', line: 'rollout restart deployment/nginx' },
    { about: 'Restart a daemon set', line: 'rollout restart daemonset/abc' },
    {
      about: 'Restart deployments with a label',
      line: 'rollout restart deployment --selector=app=nginx',
    },
  ],
  flags: patchFlags,
  run: (invocation) =>
    patchTargets(invocation, {
      operation: 'restarted',
      patchFor(kind, object, now) {
        if (kind === undefined) throw new CliError('restarting is not supported')
        if (kind.isPaused?.(object))
          throw new CliError("can't restart paused deployment (run rollout resume first)")
        const annotations = { [RESTARTED_AT]: formatTime(now) }
        return { spec: { template: { metadata: { annotations } } } }
      },
      unchanged: ({ metadata }) =>
        `failed to create patch for ${metadata.name}: if restart has already been triggered within the past second, please wait before attempting to trigger another`,
    }),
})
