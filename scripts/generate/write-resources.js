/** Writes the table of served resources. */

/** @typedef {import('./read-resources.js').Resource} Resource */
/**
 * @typedef {{ name: string, group: string, version: string, kind: string, verbs: string[] }} ServedSubresource
 * @typedef {{ group: string, version: string, kind: string, definition: string, plural: string, singular: string,
 *   namespaced: boolean, verbs: string[], subresources: ServedSubresource[] }} ServedResource
 */

/** Kinds of subresources that are not the resource's own kind, or that the paths do not tell. */
const SUBRESOURCE_KINDS = {
  attach: { kind: 'PodAttachOptions' },
  exec: { kind: 'PodExecOptions' },
  portforward: { kind: 'PodPortForwardOptions' },
  binding: { kind: 'Binding' },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction' },
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
}

/**
 * @param {Resource[]} resources @param {(modelName: string) => string} definitionName @param {(modelName: string) => string} kindName
 * @returns {ServedResource[]}
 */
export function serveResources(resources, definitionName, kindName) {
  return resources.map(({ model, subresources, ...resource }) => {
    const kind = kindName(model)
    const own = { group: resource.group, version: resource.version, kind }
    return {
      group: resource.group,
      version: resource.version,
      kind,
      definition: definitionName(model),
      plural: resource.plural,
      singular: kind.toLowerCase(),
      namespaced: resource.namespaced,
      verbs: resource.verbs,
      subresources: subresources.map(({ name, verbs }) => ({
        name,
        ...own,
        ...subresourceKind(name, kind),
        verbs,
      })),
    }
  })
}

/** @param {string} name @param {string} kind */
function subresourceKind(name, kind) {
  if (name === 'proxy') return { kind: `${kind}ProxyOptions` }
  return SUBRESOURCE_KINDS[/** @type {'scale'} */ (name)] ?? {}
}

const HEADER = `/** The resources that a default Kubernetes 1.36 serves. Made by \`npm run generate\`; do not edit. */

/** A subresource with the kind that it exchanges. */
export interface ServedSubresource {
  name: string
  group: string
  version: string
  kind: string
  verbs: readonly string[]
}

/** One resource in one version. \`definition\` names its type in types.ts and its schema. */
export interface ServedResource {
  group: string
  version: string
  kind: string
  definition: string
  plural: string
  singular: string
  namespaced: boolean
  verbs: readonly string[]
  subresources: readonly ServedSubresource[]
}

/** In the server's order of preference: groups, then versions newest first, then names. */
export const servedResources: readonly ServedResource[] = [
`

/** @param {ServedResource[]} resources */
export function writeResources(resources) {
  return `${HEADER}${resources.map((resource) => `  ${JSON.stringify(resource)},\n`).join('')}]\n`
}
