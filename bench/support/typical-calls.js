/** A call of each command, such that it can be made again and again. */

/**
 * By command, a line in a store of 100 pods of the Deployment `web`. `pod` is one of them, `pod/web-…`; `file` has objects
 * that are there.
 * @param {{ pod: string, file: string }} world
 * @returns {Record<string, string>}
 */
export function typicalCalls({ pod, file }) {
  return {
    alpha: 'alpha',
    annotate: `annotate ${pod} a=b --overwrite`,
    'api-resources': 'api-resources',
    'api-versions': 'api-versions',
    apply: `apply -f ${file}`,
    auth: 'auth can-i list pods',
    autoscale: 'autoscale deployment web --max=5 --dry-run=client',
    capacity: 'capacity deployment/web',
    clock: 'clock',
    'cluster-info': 'cluster-info',
    completion: 'completion bash',
    config: 'config view',
    cordon: 'cordon worker-2',
    create: 'create configmap settings --from-literal=a=b --dry-run=client',
    curl: 'curl --help',
    delete: 'delete configmap nosuch --ignore-not-found',
    describe: `describe ${pod}`,
    diff: `diff -f ${file}`,
    drain: 'drain worker-1 --dry-run=client --force',
    events: 'events',
    exec: `exec ${pod} -- true`,
    explain: 'explain deployment.spec',
    expose: 'expose deployment web --port=80 --dry-run=client',
    get: 'get pods',
    init: 'init',
    label: `label ${pod} a=b --overwrite`,
    logs: `logs ${pod}`,
    nslookup: 'nslookup kubernetes',
    patch: 'patch deployment web -p {"spec":{"minReadySeconds":0}}',
    proxy: 'proxy --help',
    replace: `replace -f ${file}`,
    reset: 'reset --yes',
    rollout: 'rollout history deployment/web',
    run: 'run one --image=nginx --dry-run=client',
    scale: 'scale deployment web --replicas=100',
    set: 'set image deployment/web server=nginx:1.27 --dry-run=client',
    taint: 'taint nodes worker-1 a=b:PreferNoSchedule --overwrite',
    top: 'top pod',
    uncordon: 'uncordon worker-2',
    version: 'version',
    wait: 'wait deployment/web --for=condition=Available',
    why: `why ${pod}`,
  }
}
