/** How long pods bear NoExecute taints. */
import { describe, expect, it } from 'vitest'
import { tolerationTime } from '../../../src/controllers/taint-eviction/toleration.ts'
import type { Taint, Toleration } from '../../../src/generated/types.ts'

const taint = (key: string): Taint => ({ key, effect: 'NoExecute' })
const bears = (key: string, tolerationSeconds?: number): Toleration => ({
  ...(key !== '' && { key }),
  operator: 'Exists',
  ...(tolerationSeconds !== undefined && { tolerationSeconds }),
})

describe('a pod bears its node’s taints', () => {
  const rows: [title: string, taints: Taint[], tolerations: Toleration[], seconds: number][] = [
    ['not at all without tolerations', [taint('a')], [], 0],
    ['not at all if one of them is not tolerated', [taint('a'), taint('b')], [bears('a')], 0],
    ['for good where no time is given', [taint('a'), taint('b')], [bears('a'), bears('b')], Infinity],
    ['for the time given', [taint('a')], [bears('a', 300)], 300],
    ['for the shortest time', [taint('a'), taint('b')], [bears('a', 300), bears('b', 20)], 20],
    ['for the time of the taint that is limited', [taint('a'), taint('b')], [bears('a'), bears('b', 20)], 20],
    ['for the time of the first toleration that fits', [taint('a')], [bears('', 20), bears('a', 300)], 20],
    ['whatever tolerations of other taints say', [taint('a')], [bears('b', 1), bears('a', 300)], 300],
    ['not at all if the time is over before it began', [taint('a')], [bears('a', -5)], 0],
  ]
  it.each(rows)('%s', (_title, taints, tolerations, seconds) => {
    expect(tolerationTime(taints, tolerations)).toBe(seconds * 1000)
  })
})
