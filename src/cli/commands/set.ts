/** kubelite set: changes what objects say of their pods, without a manifest. */
import { defineCommand } from '../command.ts'

export const set = defineCommand({
  name: 'set',
  group: 'Basic Commands (Beginner)',
  usage: 'SUBCOMMAND',
  short: 'Set specific features on objects',
  long: [
    'Configure application resources.',
    'These commands help you make changes to existing application resources.',
  ],
  examples: [
    { about: 'Another image for a container', line: 'set image deployment/nginx nginx=nginx:1.27' },
    { about: 'A variable for all containers', line: 'set env deployment/nginx MODE=production' },
  ],
  flags: {},
  subcommands: {
    env: () => import('../set/env.ts').then((module) => module.env),
    image: () => import('../set/image.ts').then((module) => module.image),
    resources: () => import('../set/resources.ts').then((module) => module.resources),
    selector: () => import('../set/selector.ts').then((module) => module.selector),
    serviceaccount: () => import('../set/service-account.ts').then((module) => module.serviceAccount),
    subject: () => import('../set/subject.ts').then((module) => module.subject),
  },
})
