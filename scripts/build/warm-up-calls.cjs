// Typical calls by command: what scripts and code caches are made from. Each command begins with a cluster of its own in
// which warm-up.yaml has been applied.
'use strict'
const { join } = require('node:path')

const manifest = join(__dirname, 'warm-up.yaml')
const kustomization = join(__dirname, 'warm-up-kustomization')

/**
 * By command. The calls change nothing outside of the cluster. NEW is a folder without one, CHANGED the manifest with some
 * of its fields changed.
 */
const lines = {
  annotate: ['annotate deploy warm-up a=b'],
  'api-resources': ['api-resources'],
  'api-versions': ['api-versions'],
  apply: [`apply -f ${manifest}`, 'apply -f CHANGED'],
  attach: ['attach --help'],
  auth: ['auth can-i list pods', 'auth whoami'],
  autoscale: ['autoscale deployment warm-up --max=5'],
  capacity: ['capacity deployment/warm-up'],
  certificate: ['certificate approve --help'],
  clock: ['clock', 'clock advance 1m'],
  'cluster-info': ['cluster-info'],
  completion: ['completion bash'],
  config: ['config view'],
  cordon: ['cordon worker-1'],
  cp: ['cp --help'],
  create: [
    'create -f CHANGED --dry-run=client -o yaml',
    'create configmap settings --from-literal=a=b',
    'create deployment front --image=nginx --dry-run=client -o yaml',
  ],
  curl: ['curl http://warm-up --help'],
  delete: [`delete -f ${manifest}`],
  describe: ['describe pods', 'describe deploy warm-up'],
  diff: [`diff -f ${manifest}`],
  drain: ['drain worker-1 --ignore-daemonsets'],
  edit: ['edit deploy warm-up'],
  events: ['events'],
  exec: ['exec deploy/warm-up -- true'],
  explain: ['explain deployment.spec'],
  expose: ['expose deployment warm-up --port=80 --name=other'],
  fail: ['fail node worker-1'],
  get: ['get pods', 'get pods,svc -o wide', 'get deploy warm-up -o yaml', 'get pods -A'],
  help: ['--help'],
  init: ['init --data-dir=NEW'],
  kustomize: [`kustomize ${kustomization}`],
  label: ['label deploy warm-up a=b'],
  logs: ['logs deploy/warm-up'],
  nslookup: ['nslookup warm-up'],
  patch: ['patch deployment warm-up -p {"spec":{"minReadySeconds":1}}'],
  plugin: ['plugin --help'],
  'port-forward': ['port-forward --help'],
  proxy: ['proxy --help'],
  recover: ['fail node worker-1', 'recover node worker-1'],
  replace: ['replace -f CHANGED'],
  reset: ['reset --yes'],
  rollout: [
    'rollout status deploy/warm-up',
    'rollout history deploy/warm-up',
    'rollout restart deploy/warm-up',
  ],
  run: ['run one --image=nginx'],
  scale: ['scale deployment warm-up --replicas=1'],
  set: ['set image deployment/warm-up web=nginx:1.28'],
  taint: ['taint nodes worker-1 a=b:NoExecute'],
  top: ['top pod'],
  uncordon: ['cordon worker-1', 'uncordon worker-1'],
  version: ['version'],
  wait: ['wait --for=condition=Available deploy/warm-up'],
  why: ['why deploy/warm-up'],
}

/** All kinds that have parts of their own: a command that reads or writes objects may meet any of them. */
const kinds = [
  'nodes,ns,pods,svc,ep,endpointslices,cm,secrets,sa,events,pv,pvc,sc,limits,quota,rc,pc,pdb,hpa',
  'deploy,rs,sts,ds,controllerrevisions,jobs,cj,ing,ingressclasses,netpol,crd,leases,runtimeclasses',
].join()
// Those who have a kubeconfig should not wait for its reader.
const all = [`get ${kinds}`, `get ns --kubeconfig=${join(__dirname, 'warm-up-config.yaml')}`]
const formats = ['json', 'name', 'jsonpath={.kind}', 'go-template={{.kind}}', 'custom-columns=A:.kind']

/** Calls that say which parts a command's script has besides, without being so typical that they are compiled ahead. */
const reachingLines = {
  apply: all,
  create: [
    ...all,
    'create role warm-up --verb=get --resource=pods --dry-run=client',
    'create secret generic warm-up --dry-run=client',
    // Asked for by another name, a command is looked for among all of them.
    'create svc clusterip warm-up --tcp=80 --dry-run=client',
  ],
  delete: all,
  describe: [...all, 'describe nodes,svc,ns,cm,sa,sc,rs,endpointslices'],
  get: [...all, ...formats.map((format) => `get nodes -o ${format}`)],
  wait: all,
}

/** What the scripts are compiled for that commands share. */
const sharedLines = {
  front: lines.version,
  core: lines.get,
  write: [...lines.label, ...lines.patch, ...lines.scale, ...lines.cordon],
  converge: [...lines.apply, ...lines.scale, ...lines.clock, ...lines.delete],
  docs: lines.explain,
  'just-bash': lines.exec,
}

const inWords = (table) =>
  Object.fromEntries(
    Object.entries(table).map(([name, calls]) => [name, calls.map((call) => call.split(' '))]),
  )

module.exports = {
  manifest,
  calls: inWords(lines),
  reaching: inWords(reachingLines),
  shared: inWords(sharedLines),
}
