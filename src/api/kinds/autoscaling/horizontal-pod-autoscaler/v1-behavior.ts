/** spec.behavior as autoscaling/v1 carries it: an annotation in which fields have the names that they have in Go. */
import type { JsonObject } from '../../../../base/json.ts'
import type {
  HorizontalPodAutoscalerBehavior,
  HPAScalingPolicy,
  HPAScalingRules,
} from '../../../../generated/types.ts'

/** `{"ScaleUp":{"StabilizationWindowSeconds":0,…},"ScaleDown":null}`, the JSON of upstream's internal type. */
export function behaviorToV1({ scaleUp, scaleDown }: HorizontalPodAutoscalerBehavior): object {
  return { ScaleUp: rulesToV1(scaleUp), ScaleDown: rulesToV1(scaleDown) }
}

function rulesToV1(rules: HPAScalingRules | undefined): object | null {
  if (rules === undefined) return null
  const { stabilizationWindowSeconds, selectPolicy, policies, tolerance } = rules
  return {
    StabilizationWindowSeconds: stabilizationWindowSeconds ?? null,
    SelectPolicy: selectPolicy ?? null,
    Policies: policies?.map(policyToV1) ?? null,
    Tolerance: tolerance ?? null,
  }
}

function policyToV1({ type, value, periodSeconds }: HPAScalingPolicy): object {
  return { Type: type, Value: value, PeriodSeconds: periodSeconds }
}

/** The inverse. Go does not mind the case of names, and takes null for what is missing. */
export function behaviorFromV1(text: JsonObject): HorizontalPodAutoscalerBehavior {
  return inLowerCase(text) as HorizontalPodAutoscalerBehavior
}

function inLowerCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inLowerCase)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== null)
  return Object.fromEntries(
    entries.map(([key, each]) => [key.charAt(0).toLowerCase() + key.slice(1), inLowerCase(each)]),
  )
}
