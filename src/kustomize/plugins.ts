/** Makes generators and transformers from configurations of their own: `generators`, `transformers`, `validators`. */
import { messageOf } from '../base/error-message.ts'
import type { Json } from '../base/json.ts'
import { toYaml } from '../printers/yaml.ts'
import { KustomizeError, wrapError } from './error.ts'
import { generateResource } from './generators/generate.ts'
import { generateServiceAccount } from './generators/iam-policy.ts'
import { decodeStruct } from './kustomization/decode.ts'
import type { PluginConfig } from './kustomization/plugin-types.ts'
import type { Loader } from './loader.ts'
import { readReplacements } from './replacements/read-replacements.ts'
import { replaceValues } from './replacements/replace.ts'
import type { Resource } from './resource.ts'
import { formatGvk, formatId } from './resource-id.ts'
import { affix } from './transformers/affix.ts'
import { setEntries } from './transformers/annotate.ts'
import { addHashes } from './transformers/hash.ts'
import { setImages } from './transformers/images.ts'
import { setNamespace } from './transformers/namespace.ts'
import { mergePatches, operateOn } from './transformers/old-patches.ts'
import { patchResources } from './transformers/patch.ts'
import { setReplicas } from './transformers/replicas.ts'
import { completeSpecs, type Transform, type TransformerContext } from './transformers/transformer.ts'
import { addValue } from './transformers/value-add.ts'

type MakeGenerator = (config: PluginConfig, loader: Loader) => () => Resource
type MakeTransformer = (config: PluginConfig, context: TransformerContext, text: string) => Transform

const GENERATORS: Readonly<Record<string, MakeGenerator>> = {
  ConfigMapGenerator: (config, loader) => () => generateResource('ConfigMap', named(config), loader),
  SecretGenerator: (config, loader) => () => generateResource('Secret', named(config), loader),
  IAMPolicyGenerator: (config) => () => generateServiceAccount(config),
  HelmChartInflationGenerator: () => {
    throw new KustomizeError('must specify --enable-helm')
  },
}

const TRANSFORMERS: Readonly<Record<string, MakeTransformer>> = {
  AnnotationsTransformer: ({ annotations = {}, fieldSpecs }) =>
    setEntries(annotations, completeSpecs(fieldSpecs)),
  HashTransformer: () => addHashes,
  ImageTagTransformer: ({ imageTag = {}, fieldSpecs }) => setImages(imageTag, completeSpecs(fieldSpecs)),
  LabelTransformer: ({ labels = {}, fieldSpecs }) => setEntries(labels, completeSpecs(fieldSpecs)),
  NamespaceTransformer: namespaceTransformer,
  PatchJson6902Transformer: operateOn,
  PatchStrategicMergeTransformer: mergePatches,
  PatchTransformer: (config, context, text) => patchResources(config as never, context, text),
  PrefixTransformer: ({ prefix = '', fieldSpecs }) => affix('prefix', prefix, givenSpecs(fieldSpecs)),
  SuffixTransformer: ({ suffix = '', fieldSpecs }) => affix('suffix', suffix, givenSpecs(fieldSpecs)),
  ReplacementTransformer: ({ replacements = [] }, { loader }) =>
    replaceValues(readReplacements(replacements, loader)),
  ReplicaCountTransformer: ({ replica = {}, fieldSpecs }) => setReplicas(replica, completeSpecs(fieldSpecs)),
  ValueAddTransformer: (config, { loader }) => addValue(config, loader),
}

/** A generator as its configuration describes it. Throws for kinds that are none. */
export function makeGenerator(resource: Resource, loader: Loader): () => Resource {
  return makePlugin(resource, GENERATORS, 'generator', (make, config) => make(config, loader))
}

/** A transformer as its configuration describes it. Throws for kinds that are none. */
export function makeTransformer(resource: Resource, context: TransformerContext): Transform {
  return makePlugin(resource, TRANSFORMERS, 'transformer', (make, config) =>
    make(config, context, toYaml(resource.object)),
  )
}

function makePlugin<M, T>(
  resource: Resource,
  makers: Readonly<Record<string, M>>,
  sort: string,
  make: (maker: M, config: PluginConfig) => T,
): T {
  const { gvk } = resource
  const isBuiltIn = gvk.group === '' && gvk.version === 'builtin'
  if (!isBuiltIn)
    throw new KustomizeError(`external plugins disabled; unable to load external plugin '${gvk.kind}'`)
  const maker = makers[gvk.kind]
  if (maker === undefined) {
    if (gvk.kind in GENERATORS || gvk.kind in TRANSFORMERS)
      throw new KustomizeError(`plugin ${formatId(resource.originalId)} not a ${sort}`)
    throw new KustomizeError(`unable to load builtin ${formatGvk(gvk)}`)
  }
  try {
    return make(
      maker,
      gvk.kind === 'HashTransformer' ? {} : (readConfig(gvk.kind, resource.object ?? {}) as PluginConfig),
    )
  } catch (error) {
    throw new KustomizeError(
      `plugin ${formatId(resource.originalId)} fails configuration: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

function readConfig(kind: string, object: Json): unknown {
  try {
    return decodeStruct(kind, object, false)
  } catch (error) {
    throw wrapError('error unmarshaling JSON: while decoding JSON', error)
  }
}

/** The name of a generated resource is that of its generator. */
function named({ metadata, ...config }: PluginConfig): PluginConfig {
  return {
    ...config,
    name: config.name || (metadata?.name ?? ''),
    namespace: config.namespace || (metadata?.namespace ?? ''),
  }
}

const SUBJECT_MODES = ['defaultOnly', 'allServiceAccounts', 'none']

function namespaceTransformer(config: PluginConfig): Transform {
  const { metadata, fieldSpecs, unsetOnly = false, setRoleBindingSubjects } = config
  const subjects = setRoleBindingSubjects || 'defaultOnly'
  if (!SUBJECT_MODES.includes(subjects))
    throw new KustomizeError(
      `invalid value "${subjects}" for setRoleBindingSubjects: must be one of "defaultOnly", "none" or "allServiceAccounts"`,
    )
  return setNamespace({
    namespace: metadata?.namespace ?? '',
    specs: completeSpecs(fieldSpecs),
    unsetOnly,
    subjects,
  })
}

function givenSpecs(specs: PluginConfig['fieldSpecs']): ReturnType<typeof completeSpecs> {
  if (specs === undefined) throw new KustomizeError('fieldSpecs is not expected to be nil')
  return completeSpecs(specs)
}
