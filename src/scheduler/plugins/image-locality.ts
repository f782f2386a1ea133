/** ImageLocality: rather where the images of the pod are already. */

import { imageName } from '../../api/kinds/core/node/images.ts'
import type { PodSpec } from '../../generated/types.ts'
import type { ClusterView } from '../cluster-view.ts'
import { MAX_NODE_SCORE, type NodeScorer, type Plugin } from '../framework.ts'

const MB = 1024 * 1024
/** Images of less than this in all do not matter; above the other, for each container, more do not either. */
const [MIN_BYTES, MAX_BYTES_PER_CONTAINER] = [23 * MB, 1000 * MB]

/** Sizes count by the share of the nodes that have the image, so that pods do not all go to one node. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  scope: 'cluster',
  sign: ({ spec }) => imagesOf(spec).join(),
  preScore: ({ spec }, cluster) => createScorer(imagesOf(spec), containerCount(spec), cluster),
}

/** The images of all containers and image volumes, as nodes name them; one for each use. */
function imagesOf({ containers, initContainers = [], volumes = [] }: PodSpec): string[] {
  const references = [
    ...[...initContainers, ...containers].map(({ image }) => image),
    ...volumes.map(({ image }) => image?.reference),
  ]
  return references.flatMap((reference) => (reference ? [imageName(reference)] : []))
}

function containerCount({ containers, initContainers = [] }: PodSpec): number {
  return containers.length + initContainers.length
}

function createScorer(images: readonly string[], containers: number, cluster: ClusterView): NodeScorer {
  const { nodes } = cluster
  let spread = new Map<string, number>()
  let epoch = -1

  async function count(): Promise<void> {
    epoch = nodes.epoch()
    spread = new Map()
    for (const image of new Set(images)) {
      const { count: holders = 0 } = await cluster.client.aggregate('Node', 'image', image)
      if (holders > 0) spread.set(image, holders / Math.max(nodes.slots().length, 1))
    }
  }

  return {
    prepare: () => (epoch === nodes.epoch() ? undefined : count()),
    isIdle: () => spread.size === 0,
    score({ node }) {
      let sum = 0
      for (const image of images) {
        const share = spread.get(image)
        if (share !== undefined) sum += Math.trunc(sizeOn(node.status?.images, image) * share)
      }
      return scale(sum, containers)
    },
  }
}

function sizeOn(images: readonly { names?: string[]; sizeBytes?: number }[] = [], image: string): number {
  return images.find(({ names = [] }) => names.includes(image))?.sizeBytes ?? 0
}

function scale(bytes: number, containers: number): number {
  const most = MAX_BYTES_PER_CONTAINER * containers
  const within = Math.min(Math.max(bytes, MIN_BYTES), most)
  return Math.trunc((MAX_NODE_SCORE * (within - MIN_BYTES)) / (most - MIN_BYTES))
}
