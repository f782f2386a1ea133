// Typical calls by command, in an order in which each finds what it needs: what the code caches are made from.
'use strict'
const { join } = require('node:path')

const manifest = join(__dirname, 'warm-up.yaml')

exports.calls = {
  apply: [
    ['apply', '-f', manifest],
    ['apply', '-f', manifest],
  ],
  get: [
    ['get', 'pods'],
    ['get', 'pods,svc', '-o', 'wide'],
    ['get', 'deploy', 'warm-up', '-o', 'yaml'],
    ['get', 'pods', '-A'],
  ],
  describe: [
    ['describe', 'pods'],
    ['describe', 'deploy', 'warm-up'],
  ],
  explain: [['explain', 'deployment.spec']],
  wait: [['wait', '--for=condition=Available', 'deploy/warm-up']],
  rollout: [
    ['rollout', 'status', 'deploy/warm-up'],
    ['rollout', 'history', 'deploy/warm-up'],
    ['rollout', 'restart', 'deploy/warm-up'],
  ],
  clock: [['clock'], ['clock', 'advance', '1m']],
  scale: [['scale', 'deployment', 'warm-up', '--replicas=1']],
  delete: [['delete', '-f', manifest]],
  create: [['create', '-f', manifest]],
  'api-resources': [['api-resources']],
  'api-versions': [['api-versions']],
  version: [['version']],
  help: [['--help']],
}
