/** The order of versions: which one kubectl asks for first (k8s.io/apimachinery, pkg/version/helpers.go). */

const FORM = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/

/** Below zero where a comes first: releases before betas before alphas, newer ones first, then all else by name. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [FORM.exec(a), FORM.exec(b)]
  if (!left || !right) return left ? -1 : right ? 1 : a < b ? -1 : a > b ? 1 : 0
  return (
    rank(right[2]) - rank(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  )
}

function rank(stage: string | undefined): number {
  return stage === undefined ? 2 : stage === 'beta' ? 1 : 0
}
