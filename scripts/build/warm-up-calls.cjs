// Typical calls by command, in an order in which each finds what it needs: what bundles and code caches are made from.
'use strict'
const { join } = require('node:path')

const manifest = join(__dirname, 'warm-up.yaml')
const kustomization = join(__dirname, 'warm-up-kustomization')

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
  kustomize: [['kustomize', kustomization]],
  wait: [['wait', '--for=condition=Available', 'deploy/warm-up']],
  rollout: [
    ['rollout', 'status', 'deploy/warm-up'],
    ['rollout', 'history', 'deploy/warm-up'],
    ['rollout', 'restart', 'deploy/warm-up'],
  ],
  clock: [['clock'], ['clock', 'advance', '1m']],
  scale: [['scale', 'deployment', 'warm-up', '--replicas=1']],
  delete: [['delete', '-f', manifest]],
  create: [
    ['create', '-f', manifest],
    ['create', 'configmap', 'warm-up', '--from-literal=a=b', '--dry-run=client', '-o', 'yaml'],
  ],
  'api-resources': [['api-resources']],
  'api-versions': [['api-versions']],
  version: [['version']],
  // Calls of the other commands begin alike.
  all: [['--help']],
}

/** All kinds that have parts of their own: a command that reads or writes objects may meet any of them. */
const kinds = [
  'nodes,ns,pods,svc,ep,endpointslices,cm,secrets,sa,events,pv,pvc,sc,limits,quota,rc,pc,pdb,hpa',
  'deploy,rs,sts,ds,controllerrevisions,jobs,cj,ing,ingressclasses,netpol,crd,leases,runtimeclasses',
].join()
// Those who have a kubeconfig should not wait for its reader.
const all = [
  ['get', kinds],
  ['get', 'ns', `--kubeconfig=${join(__dirname, 'warm-up-config.yaml')}`],
]
const formats = ['json', 'name', 'jsonpath={.kind}', 'go-template={{.kind}}', 'custom-columns=A:.kind']

/** Calls that say which parts a command's bundle has besides, without being so typical that they are compiled ahead. */
exports.reaching = {
  apply: all,
  get: [...all, ...formats.map((format) => ['get', 'nodes', '-o', format])],
  describe: [...all, ['describe', 'nodes,svc,ns,cm,sa,sc,rs,endpointslices']],
  wait: all,
  rollout: all,
  clock: all,
  scale: all,
  delete: all,
  create: [
    ...all,
    ['create', 'deployment', 'warm-up', '--image=nginx', '--dry-run=client'],
    ['create', 'role', 'warm-up', '--verb=get', '--resource=pods', '--dry-run=client'],
    ['create', 'secret', 'generic', 'warm-up', '--dry-run=client'],
    // Asked for by another name, a command is looked for among all of them.
    ['create', 'svc', 'clusterip', 'warm-up', '--tcp=80', '--dry-run=client'],
  ],
}
