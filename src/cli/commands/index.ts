/** The commands, in the order in which kubectl tells of them. Each is loaded only when called. */
import type { CommandList } from '../command.ts'

/** By name, how to load a command. */
export const commands: CommandList = {
  create: () => import('./create.ts').then((module) => module.create),
  set: () => import('./set.ts').then((module) => module.set),
  explain: () => import('./explain.ts').then((module) => module.explain),
  get: () => import('./get.ts').then((module) => module.get),
  delete: () => import('./delete.ts').then((module) => module.deleteCommand),
  rollout: () => import('./rollout.ts').then((module) => module.rollout),
  scale: () => import('./scale.ts').then((module) => module.scale),
  autoscale: () => import('./autoscale.ts').then((module) => module.autoscale),
  top: () => import('./top.ts').then((module) => module.top),
  cordon: () => import('./cordon.ts').then((module) => module.cordon),
  uncordon: () => import('./uncordon.ts').then((module) => module.uncordon),
  drain: () => import('./drain.ts').then((module) => module.drain),
  taint: () => import('./taint.ts').then((module) => module.taint),
  fail: () => import('./fail.ts').then((module) => module.fail),
  recover: () => import('./recover.ts').then((module) => module.recover),
  init: () => import('./init.ts').then((module) => module.init),
  reset: () => import('./reset.ts').then((module) => module.reset),
  clock: () => import('./clock.ts').then((module) => module.clock),
  describe: () => import('./describe.ts').then((module) => module.describe),
  nslookup: () => import('./nslookup.ts').then((module) => module.nslookup),
  events: () => import('./events.ts').then((module) => module.events),
  apply: () => import('./apply.ts').then((module) => module.apply),
  wait: () => import('./wait.ts').then((module) => module.wait),
  'api-resources': () => import('./api-resources.ts').then((module) => module.apiResources),
  'api-versions': () => import('./api-versions.ts').then((module) => module.apiVersions),
  version: () => import('./version.ts').then((module) => module.version),
}
