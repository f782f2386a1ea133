/** The transformers that a kustomization's own fields ask for, in the order in which they run. */
import { messageOf } from '../../base/error-message.ts'
import type { JsonObject } from '../../base/json.ts'
import { toYaml } from '../../printers/yaml.ts'
import { type FieldSpec, fieldSpec, mergeFieldSpecs } from '../config/field-spec.ts'
import type { TransformerConfig } from '../config/transformer-config.ts'
import { KustomizeError, wrapping } from '../error.ts'
import type { Label } from '../kustomization/fields.ts'
import type { Kustomization } from '../kustomization/kustomization.ts'
import { readReplacements } from '../replacements/read-replacements.ts'
import { replaceValues } from '../replacements/replace.ts'
import { affix } from '../transformers/affix.ts'
import { setEntries } from '../transformers/annotate.ts'
import { setImages } from '../transformers/images.ts'
import { setNamespace } from '../transformers/namespace.ts'
import { mergePatches, operateOn } from '../transformers/old-patches.ts'
import { patchResources } from '../transformers/patch.ts'
import { setReplicas } from '../transformers/replicas.ts'
import { completeSpecs, type Transform, type TransformerContext } from '../transformers/transformer.ts'

/** A transformer by the name of its kind. */
export interface NamedTransform {
  kind: string
  run: Transform
}

/** All of them are made ready before the first runs. Throws where one cannot be. */
export function builtInTransformers(
  kustomization: Kustomization,
  config: TransformerConfig,
  context: TransformerContext,
): NamedTransform[] {
  return [
    ...patches(kustomization, context),
    ...names(kustomization, config),
    ...metadata(kustomization, config),
    ...kustomization.patchesJson6902.map(({ target, path, patch }) =>
      configured('PatchJson6902Transformer', { target, path, jsonOp: patch }, (settings) =>
        operateOn(settings, context),
      ),
    ),
    ...kustomization.replicas.map((replica) => ({
      kind: 'ReplicaCountTransformer',
      run: setReplicas(replica, config.replicas),
    })),
    ...kustomization.images.map((image) => ({
      kind: 'ImageTagTransformer',
      run: setImages(image, config.images),
    })),
    ...replacements(kustomization, context),
  ]
}

/** Makes a transformer ready; the error tells the configuration, as YAML without what is empty. */
function configured<S extends object>(
  kind: string,
  settings: S,
  make: (settings: S, text: string) => Transform,
): NamedTransform {
  const text = toYaml(withoutEmpty(settings))
  try {
    return { kind, run: make(settings, text) }
  } catch (error) {
    throw new KustomizeError(
      `trouble configuring builtin ${kind} with config: \`\n${text}\`: ${messageOf(error)}`,
      { cause: error },
    )
  }
}

function withoutEmpty(settings: object): JsonObject {
  const isWritten = (value: unknown) => value !== undefined && value !== ''
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => isWritten(value)))
}

function patches(
  { patchesStrategicMerge, patches }: Kustomization,
  context: TransformerContext,
): NamedTransform[] {
  const old = patchesStrategicMerge.length === 0 ? [] : [{ paths: patchesStrategicMerge }]
  return [
    ...old.map((settings) =>
      configured('PatchStrategicMergeTransformer', settings, (each) => mergePatches(each, context)),
    ),
    ...patches.map((patch) =>
      configured('PatchTransformer', patch, (each, text) => patchResources(each, context, text)),
    ),
  ]
}

function names(
  { namespace, namePrefix, nameSuffix }: Kustomization,
  config: TransformerConfig,
): NamedTransform[] {
  const result: NamedTransform[] = []
  if (namespace !== '')
    result.push({ kind: 'NamespaceTransformer', run: setNamespace({ namespace, specs: config.namespace }) })
  if (namePrefix !== '')
    result.push({ kind: 'PrefixTransformer', run: affix('prefix', namePrefix, config.namePrefix) })
  if (nameSuffix !== '')
    result.push({ kind: 'SuffixTransformer', run: affix('suffix', nameSuffix, config.nameSuffix) })
  return result
}

function metadata(
  { labels, commonLabels, commonAnnotations }: Kustomization,
  config: TransformerConfig,
): NamedTransform[] {
  const result = labels.map((label) => ({ kind: 'LabelTransformer', run: setLabels(label, config) }))
  // Beside labels there is always one for common labels too, which annotations of transformers tell of.
  if (labels.length > 0 || Object.keys(commonLabels).length > 0)
    result.push({ kind: 'LabelTransformer', run: setEntries(commonLabels, config.commonLabels) })
  if (Object.keys(commonAnnotations).length > 0)
    result.push({
      kind: 'AnnotationsTransformer',
      run: setEntries(commonAnnotations, config.commonAnnotations),
    })
  return result
}

function setLabels(label: Label, config: TransformerConfig): Transform {
  return setEntries(
    label.pairs ?? {},
    wrapping('failed to merge labels', () => fieldsOf(label, config)),
  )
}

function fieldsOf(label: Label, config: TransformerConfig): FieldSpec[] {
  const specs = completeSpecs(label.fields)
  if (label.includeSelectors === true) return mergeFieldSpecs(specs, config.commonLabels)
  const templates = label.includeTemplates === true ? config.templateLabels : []
  const all = wrapping('failed to merge template fieldSpec', () => mergeFieldSpecs(specs, templates))
  return mergeFieldSpecs(all, [...config.labels, fieldSpec('metadata/labels', {}, true)])
}

function replacements({ replacements }: Kustomization, { loader }: TransformerContext): NamedTransform[] {
  if (replacements.length === 0) return []
  const settings = { Replacements: replacements }
  return [
    configured('ReplacementTransformer', settings, ({ Replacements }) =>
      replaceValues(readReplacements(Replacements, loader)),
    ),
  ]
}
