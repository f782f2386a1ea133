/** The corpus of real manifests that may stand beside the repository: what a real API server does with each. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

/** Whether the corpus is there; tests skip where it is not. */
export const hasCorpus = existsSync(`${folder}/index.tsv`)

type Verdict = 'accepted' | 'refused'

/** One file of the corpus, with what becomes of it. */
export interface CorpusFile {
  path: string
  /** The path within the corpus. */
  file: string
  app: string
  objects: number
  kinds: readonly string[]
  /** Applied after the files of its application that come before it. */
  expected: Verdict
  /** Applied alone to an empty cluster. */
  alone: Verdict
  /** Pods that it leads to, all controllers of Kubernetes at work, and how many of them find no node. */
  pods: number
  pending: number
  namespace: string
  createNamespaces: readonly string[]
  flags: readonly string[]
  why: string
}

/** All files, in the order in which the files of an application are applied. Empty where there is no corpus. */
export function corpusFiles(): CorpusFile[] {
  return tableRows('index.tsv').map((row) => ({
    path: `${folder}/${row.file}`,
    file: row.file ?? '',
    app: row.app ?? '',
    objects: Number(row.objects),
    kinds: (row.kinds ?? '').split(',').map((kind) => kind.replace(/:\d+$/, '')),
    expected: row.expected as Verdict,
    alone: row.alone as Verdict,
    pods: Number(row.pods),
    pending: Number(row.pending),
    namespace: row.namespace ?? '',
    createNamespaces: words(row.create_namespaces),
    flags: words(row.flags),
    why: row.why ?? '',
  }))
}

/** The nodes that the corpus' answers hold for. */
export const corpusNodes = [1, 2, 3]
  .map((n) => {
    const zone = `zone-${'abc'[n - 1]}`
    const labels = {
      'kubernetes.io/hostname': `node-${n}`,
      'kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'topology.kubernetes.io/zone': zone,
      'topology.kubernetes.io/region': 'region-1',
    }
    const capacity = { cpu: '64', memory: '256Gi', pods: '110', 'ephemeral-storage': '100Gi' }
    const status = { capacity, allocatable: capacity }
    return JSON.stringify({ apiVersion: 'v1', kind: 'Node', metadata: { name: `node-${n}`, labels }, status })
  })
  .join('\n---\n')

function tableRows(name: string): Record<string, string>[] {
  if (!hasCorpus) return []
  const [head = '', ...lines] = readFileSync(`${folder}/${name}`, 'utf8').trimEnd().split('\n')
  const columns = head.split('\t')
  return lines.map((line) => {
    const cells = line.split('\t')
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? '']))
  })
}

function words(cell = '-'): string[] {
  return cell === '-' ? [] : cell.split(',')
}
