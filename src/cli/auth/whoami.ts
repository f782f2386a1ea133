/** kubelite auth whoami: as whom requests are made. Source: kubectl, cmd/auth/whoami.go. */
import { joinLines, layoutColumns } from '../../apimachinery/tabwriter.ts'
import type { SelfSubjectReview } from '../../generated/types.ts'
import { defineCommand } from '../command.ts'
import { printFlags } from '../output/flags.ts'
import { OBJECT_FORMATS, readFormat } from '../output/format.ts'

const flags = printFlags(OBJECT_FORMATS)

export const whoami = defineCommand({
  name: 'whoami',
  usage: '',
  short: 'Experimental: Check self subject attributes',
  long: [
    'Experimental: Check who you are and your attributes (groups, extra).',
    'Without --as and --token this is the user that the cluster belongs to.',
  ],
  examples: [
    { about: 'Who I am', line: 'auth whoami' },
    { about: 'The same as JSON', line: 'auth whoami -o json' },
  ],
  flags,
  async run({ context, options }) {
    const format = readFormat(options.output, options.template, OBJECT_FORMATS)
    const cluster = await context.cluster()
    const question = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'SelfSubjectReview',
      metadata: {},
    } as SelfSubjectReview
    const review = await cluster.read((client) => client.create('SelfSubjectReview', question))
    if (format === undefined) return context.streams.stdout(attributes(review))
    const { createObjectPrinter } = await import('../output/object-printer.ts')
    const print = await createObjectPrinter(format, { ...options, cwd: context.cwd })
    print(review, context.streams)
  },
})

function attributes({ status }: SelfSubjectReview): string {
  const { username, uid, groups = [], extra = {} } = status?.userInfo ?? {}
  const rows = [['ATTRIBUTE', 'VALUE']]
  if (username) rows.push(['Username', username])
  if (uid) rows.push(['UID', uid])
  if (groups.length > 0) rows.push(['Groups', `[${groups.join(' ')}]`])
  for (const key of Object.keys(extra).sort())
    rows.push([`Extra: ${key}`, `[${(extra[key] ?? []).join(' ')}]`])
  return joinLines(layoutColumns(rows))
}
