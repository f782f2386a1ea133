/** What a kustomization file may say: its fields and their types, as kustomize 5 has them (api/types). */

/**
 * A type in short form: `s` string, `b` bool, `i` int, `l` int64, `[]` a list and `{}` a map of what follows, else
 * the name of a struct.
 */
export type ShortType = string

/** A struct: its fields, with those of structs within it that have no name of their own. */
export interface Struct {
  fields: Readonly<Record<string, ShortType>>
  /** Structs whose fields count as this one's. Go names them in its errors. */
  inline?: readonly string[]
}

/** The structs by their Go names. */
export const STRUCTS: Readonly<Record<string, Struct>> = {
  Kustomization: {
    inline: ['TypeMeta'],
    fields: {
      metadata: 'ObjectMeta',
      openapi: '{}s',
      namePrefix: 's',
      nameSuffix: 's',
      namespace: 's',
      commonLabels: '{}s',
      labels: '[]Label',
      commonAnnotations: '{}s',
      patchesStrategicMerge: '[]PatchStrategicMerge',
      patchesJson6902: '[]Patch',
      patches: '[]Patch',
      images: '[]Image',
      imageTags: '[]Image',
      replacements: '[]ReplacementField',
      replicas: '[]Replica',
      vars: '[]Var',
      sortOptions: 'SortOptions',
      resources: '[]s',
      components: '[]s',
      crds: '[]s',
      bases: '[]s',
      configMapGenerator: '[]ConfigMapArgs',
      secretGenerator: '[]SecretArgs',
      helmGlobals: 'HelmGlobals',
      helmCharts: '[]HelmChart',
      helmChartInflationGenerator: '[]HelmChartArgs',
      generatorOptions: 'GeneratorOptions',
      configurations: '[]s',
      generators: '[]s',
      transformers: '[]s',
      validators: '[]s',
      buildMetadata: '[]s',
    },
  },
  TypeMeta: { fields: { apiVersion: 's', kind: 's' } },
  ObjectMeta: { fields: { name: 's', namespace: 's', labels: '{}s', annotations: '{}s' } },
  Gvk: { fields: { group: 's', version: 's', kind: 's' } },
  ResId: { inline: ['Gvk'], fields: { name: 's', namespace: 's' } },
  Selector: { inline: ['ResId'], fields: { annotationSelector: 's', labelSelector: 's' } },
  FieldSpec: { inline: ['Gvk'], fields: { path: 's', create: 'b' } },
  Label: {
    fields: {
      pairs: '{}s',
      includeSelectors: 'b',
      includeTemplates: 'b',
      fields: '[]FieldSpec',
    },
  },
  Patch: { fields: { path: 's', patch: 's', target: 'Selector', options: '{}b' } },
  PatchStrategicMerge: { fields: {} },
  Image: { fields: { name: 's', newName: 's', tagSuffix: 's', newTag: 's', digest: 's' } },
  Replica: { fields: { name: 's', count: 'l' } },
  ReplacementField: { inline: ['Replacement'], fields: { path: 's' } },
  Replacement: { fields: { source: 'SourceSelector', targets: '[]TargetSelector', sourceValue: 's' } },
  SourceSelector: { inline: ['ResId'], fields: { fieldPath: 's', options: 'FieldOptions' } },
  TargetSelector: {
    fields: { select: 'Selector', reject: '[]Selector', fieldPaths: '[]s', options: 'FieldOptions' },
  },
  FieldOptions: { fields: { delimiter: 's', index: 'i', encoding: 's', create: 'b' } },
  Var: { fields: { name: 's', objref: 'Target', fieldref: 'FieldSelector' } },
  Target: { inline: ['Gvk'], fields: { apiVersion: 's', name: 's', namespace: 's' } },
  FieldSelector: { fields: { fieldpath: 's' } },
  SortOptions: { fields: { order: 's', legacySortOptions: 'LegacySortOptions' } },
  LegacySortOptions: { fields: { orderFirst: '[]s', orderLast: '[]s' } },
  KvPairSources: { fields: { literals: '[]s', files: '[]s', envs: '[]s', env: 's' } },
  GeneratorArgs: {
    inline: ['KvPairSources'],
    fields: { namespace: 's', name: 's', behavior: 's', options: 'GeneratorOptions' },
  },
  ConfigMapArgs: { inline: ['GeneratorArgs'], fields: {} },
  SecretArgs: { inline: ['GeneratorArgs'], fields: { type: 's' } },
  GeneratorOptions: {
    fields: { labels: '{}s', annotations: '{}s', disableNameSuffixHash: 'b', immutable: 'b' },
  },
  HelmGlobals: { fields: { chartHome: 's', configHome: 's' } },
  HelmChart: {
    fields: {
      name: 's',
      version: 's',
      repo: 's',
      releaseName: 's',
      namespace: 's',
      valuesFile: 's',
      additionalValuesFiles: '[]s',
      valuesInline: '*',
      valuesMerge: 's',
      includeCRDs: 'b',
      skipHooks: 'b',
      apiVersions: '[]s',
      kubeVersion: 's',
      nameTemplate: 's',
      skipTests: 'b',
      debug: 'b',
      devel: 'b',
    },
  },
  HelmChartArgs: {
    fields: {
      chartName: 's',
      chartVersion: 's',
      chartRepoUrl: 's',
      chartHome: 's',
      chartRepoName: 's',
      helmBin: 's',
      helmHome: 's',
      values: 's',
      valuesLocal: '*',
      valuesMerge: 's',
      releaseName: 's',
      releaseNamespace: 's',
      extraArgs: '[]s',
    },
  },
}
