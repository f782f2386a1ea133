/** kubelite rollout: how the changes of a workload's pod template spread, and how to take them back. */
import { defineCommand } from '../command.ts'

export const rollout = defineCommand({
  name: 'rollout',
  group: 'Deploy Commands',
  usage: 'SUBCOMMAND',
  short: 'Manage the rollout of a resource',
  long: [
    'Manage the rollout of one or many resources.',
    'Deployments, daemon sets and stateful sets roll out the changes of their pod template.',
  ],
  examples: [
    { about: 'Back to the deployment that was before', line: 'rollout undo deployment/abc' },
    { about: 'How far a daemon set is', line: 'rollout status daemonset/foo' },
    { about: 'Restart a deployment', line: 'rollout restart deployment/abc' },
    { about: 'Restart deployments with a label', line: 'rollout restart deployment --selector=app=nginx' },
  ],
  flags: {},
  withoutSubcommand: 'fail-on-stdout',
  subcommands: {
    history: () => import('../rollout/history.ts').then((module) => module.history),
    pause: () => import('../rollout/pause.ts').then((module) => module.pause),
    restart: () => import('../rollout/restart.ts').then((module) => module.restart),
    resume: () => import('../rollout/resume.ts').then((module) => module.resume),
    status: () => import('../rollout/status.ts').then((module) => module.status),
    undo: () => import('../rollout/undo.ts').then((module) => module.undo),
  },
})
