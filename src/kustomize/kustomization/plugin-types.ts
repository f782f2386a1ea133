/** What the configurations of built-in generators and transformers may say, beside `apiVersion: builtin` and a kind. */
import type { FieldSpec } from '../config/field-spec.ts'
import type { SubjectMode } from '../transformers/namespace.ts'
import type { GeneratorArgs, Image, Patch, Replacement, Replica, Selector } from './fields.ts'
import type { Struct } from './types.ts'

/** Where a ValueAddTransformer puts its text. */
export interface ValueAddTarget {
  selector?: Selector
  fieldPath?: string
  /** Adds to a path such as `a/b/c` instead of replacing it: 1 is before all of it. */
  filePathPosition?: number
}

/** The configuration of a ValueAddTransformer. */
export interface ValueAddConfig {
  value?: string
  targets?: ValueAddTarget[]
  targetFilePath?: string
}

/** All configurations in one: each kind reads its own fields. */
export interface PluginConfig extends Omit<Patch, 'options'>, GeneratorArgs, ValueAddConfig {
  metadata?: { name?: string; namespace?: string }
  fieldSpecs?: Partial<FieldSpec>[]
  annotations?: Record<string, string>
  labels?: Record<string, string>
  imageTag?: Image
  replica?: Replica
  prefix?: string
  suffix?: string
  unsetOnly?: boolean
  setRoleBindingSubjects?: SubjectMode
  jsonOp?: string
  paths?: string[]
  patches?: string
  replacements?: (Replacement & { path?: string })[]
  cloud?: string
  kubernetesService?: { name?: string; namespace?: string }
  serviceAccount?: { name?: string; projectId?: string }
}

const metadata = 'ObjectMeta'
const fieldSpecs = '[]FieldSpec'

/** The structs by the kinds of the configurations. */
export const PLUGIN_STRUCTS: Readonly<Record<string, Struct>> = {
  AnnotationsTransformer: { fields: { annotations: '{}s', fieldSpecs } },
  ConfigMapGenerator: { inline: ['PluginMeta', 'GeneratorArgs'], fields: {} },
  HelmChartInflationGenerator: { inline: ['HelmGlobals', 'HelmChart'], fields: {} },
  IAMPolicyGenerator: {
    fields: { cloud: 's', kubernetesService: 'KubernetesService', serviceAccount: 'ServiceAccount' },
  },
  ImageTagTransformer: { fields: { imageTag: 'Image', fieldSpecs } },
  KubernetesService: { fields: { name: 's', namespace: 's' } },
  LabelTransformer: { fields: { labels: '{}s', fieldSpecs } },
  NamespaceTransformer: { fields: { metadata, fieldSpecs, unsetOnly: 'b', setRoleBindingSubjects: 's' } },
  PatchJson6902Transformer: { fields: { target: 'Selector', path: 's', jsonOp: 's' } },
  PatchStrategicMergeTransformer: { fields: { paths: '[]s', patches: 's' } },
  PatchTransformer: { fields: { path: 's', patch: 's', target: 'Selector', options: '{}b' } },
  PluginMeta: { fields: { metadata } },
  PrefixTransformer: { fields: { prefix: 's', fieldSpecs } },
  ReplacementTransformer: { fields: { replacements: '[]ReplacementField' } },
  ReplicaCountTransformer: { fields: { replica: 'Replica', fieldSpecs } },
  SecretGenerator: { inline: ['PluginMeta', 'SecretArgs'], fields: {} },
  ServiceAccount: { fields: { name: 's', projectId: 's' } },
  SuffixTransformer: { fields: { suffix: 's', fieldSpecs } },
  ValueAddTarget: { fields: { selector: 'Selector', fieldPath: 's', filePathPosition: 'i' } },
  ValueAddTransformer: { fields: { value: 's', targets: '[]ValueAddTarget', targetFilePath: 's' } },
}
