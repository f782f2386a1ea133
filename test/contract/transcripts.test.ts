/** What a real kubectl printed against a real control plane, held against what this program prints. */
import { describe, expect, it } from 'vitest'
import { type Block, hasTranscripts, readTranscript } from '../support/transcripts.ts'
import { deviations } from './recorded/deviations.ts'
import { isLater, type Recording, recordings } from './recorded/recordings.ts'
import { type Comparison, isOurs, runTranscript } from './recorded/run.ts'
import { liveWorld, recordedWorld } from './recorded/world.ts'

const title = 'the recordings of a real control plane'
const skipped = `${title} (skipped: there is no ../shared/reference/transcripts)`

describe.skipIf(!hasTranscripts)(hasTranscripts ? title : skipped, () => {
  describe.each(recordings)('$file', (recording) => {
    const isSkipped = (block: Block) => isLater(block) || recording.only?.test(block.command) === false
    const blocks = readTranscript(recording.file)
    const compared = blocks.filter((block) => isOurs(block) && !isSkipped(block))
    const reasons = reasonsOf(recording.file)
    const run = once(() => comparisons(recording, blocks, isSkipped))

    it.each(compared.filter(({ line }) => !reasons.has(line)))('$line: $command', async ({ line }) => {
      const { recorded, actual } = (await run()).get(line)!
      expect(actual).toEqual(recorded)
    })

    it('differs in nothing that is listed in vain', async () => {
      const all = await run()
      const lines = [...reasons.keys()]
      expect(lines.filter((line) => !all.has(line))).toEqual([])
      expect(lines.filter((line) => isAlike(all.get(line)!))).toEqual([])
    })
  })
})

function reasonsOf(file: string): Map<number, string> {
  const entries = Object.entries(deviations[file] ?? {})
  return new Map(entries.flatMap(([reason, lines]) => lines.map((line) => [line, reason] as const)))
}

async function comparisons(
  { prepare, before = {}, live }: Recording,
  blocks: readonly Block[],
  skip: (block: Block) => boolean,
): Promise<Map<number, Comparison>> {
  await using cli = live ? await liveWorld(prepare) : await recordedWorld(prepare)
  const all = await runTranscript(cli, blocks, { skip, before })
  return new Map(all.map((comparison) => [comparison.block.line, comparison]))
}

function isAlike({ recorded, actual }: Comparison): boolean {
  return JSON.stringify(recorded) === JSON.stringify(actual)
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
