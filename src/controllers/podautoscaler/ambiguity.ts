/** Autoscalers that would work against each other: more than one for the same pods. */
import { matchesLabels, parseSelector } from '../../apimachinery/label-selector.ts'
import { isNotFound } from '../../apimachinery/status-error.ts'
import type { Client } from '../../apiserver/client.ts'
import { compareStrings } from '../../base/compare-strings.ts'
import type { HorizontalPodAutoscaler, Pod } from '../../generated/types.ts'
import { keyOf } from '../../runtime/reconciler.ts'
import { targetOf } from './scale-target.ts'

/** `namespace/name` of all autoscalers whose targets select any of the pods; this one alone where it has no rival. */
export async function autoscalersOf(
  pods: readonly Pod[],
  hpa: HorizontalPodAutoscaler,
  client: Client,
): Promise<string[]> {
  const own = keyOf(hpa)
  if (pods.length === 0) return [own]
  const all = await client.lookup('HorizontalPodAutoscaler', 'namespace', hpa.metadata.namespace ?? '')
  const keys = [own]
  for (const other of all)
    if (keyOf(other) !== own && (await selectsAny(other, pods, client))) keys.push(keyOf(other))
  return keys.sort(compareStrings)
}

async function selectsAny(
  hpa: HorizontalPodAutoscaler,
  pods: readonly Pod[],
  client: Client,
): Promise<boolean> {
  const text = await selectorOf(hpa, client)
  if (text === '') return false
  const selector = parseSelector(text)
  return pods.some(({ metadata }) => matchesLabels(selector, metadata.labels))
}

async function selectorOf(hpa: HorizontalPodAutoscaler, client: Client): Promise<string> {
  const { kind, name } = targetOf(hpa)
  try {
    return (await client.findScale(kind, name))?.status.selector ?? ''
  } catch (error) {
    if (isNotFound(error)) return ''
    throw error
  }
}
