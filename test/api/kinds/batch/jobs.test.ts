/** Jobs and cron jobs: transcripts 13, 14, 32 and 34 with the texts of newer servers. */
import { describe, expect, it } from 'vitest'
import { cronJob } from '../../../../src/api/kinds/batch/cron-job.ts'
import { job } from '../../../../src/api/kinds/batch/job.ts'
import { countIndexes } from '../../../../src/api/kinds/batch/job-indexes.ts'
import { parseSchedule } from '../../../../src/api/kinds/batch/schedule.ts'
import { formatFieldError } from '../../../../src/apimachinery/field-error.ts'
import { created, creationErrors, table, updated } from '../harness.ts'

const META = 'metadata: {name: a, uid: 51ec}'
const T = 'template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}'

describe('a new job', () => {
  const object = created(job, `${META}\nspec: {${T}}`)

  it('selects its pods by its uid, and labels them', () => {
    const labels = {
      'batch.kubernetes.io/controller-uid': '51ec',
      'batch.kubernetes.io/job-name': 'a',
      'controller-uid': '51ec',
      'job-name': 'a',
    }
    expect(object.spec?.selector).toEqual({ matchLabels: { 'batch.kubernetes.io/controller-uid': '51ec' } })
    expect(object.spec?.template.metadata?.labels).toEqual(labels)
    expect(object.metadata.labels).toEqual(labels)
  })

  it('has the defaults of the API server', () => {
    expect(object.spec).toMatchObject({
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      manualSelector: false,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      suspend: false,
    })
  })
})

describe('the API server refuses a job with', () => {
  const rows: Record<string, [spec: string, ...errors: string[]]> = {
    'pods that run for ever': [
      '{template: {spec: {containers: [{name: c, image: i}]}}}',
      'spec.template.spec.restartPolicy: Required value: valid values: "OnFailure", "Never"',
    ],
    'a selector of its own': [
      '{selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}',
      'spec.selector: Invalid value: {"matchLabels":{"a":"b","batch.kubernetes.io/controller-uid":"51ec"}}: `selector` not auto-generated',
    ],
    'indexes but no completions': [
      `{completionMode: Indexed, parallelism: 1, ${T}}`,
      'spec.completions: Required value: when completion mode is Indexed',
    ],
    'limits per index but no indexes': [
      `{backoffLimitPerIndex: 1, ${T}}`,
      'spec.backoffLimitPerIndex: Invalid value: 1: requires indexed completion mode',
    ],
    'a failure rule without a pattern': [
      `{podFailurePolicy: {rules: [{action: Ignore}]}, ${T}}`,
      'spec.podFailurePolicy.rules[0]: Invalid value: specifying one of OnExitCodes and OnPodConditions is required',
    ],
    'exit code 0 as a failure': [
      `{podFailurePolicy: {rules: [{action: Ignore, onExitCodes: {operator: In, values: [0]}}]}, ${T}}`,
      'spec.podFailurePolicy.rules[0].onExitCodes.values[0]: Invalid value: 0: must not be 0 for the In operator',
    ],
    'more successes than completions': [
      `{completionMode: Indexed, completions: 2, successPolicy: {rules: [{succeededCount: 3}]}, ${T}}`,
      'spec.successPolicy.rules[0].succeededCount: Invalid value: 3: must be less than or equal to 2 (the number of specified completions)',
    ],
  }
  it.each(Object.entries(rows))('%s', (_name, [spec, ...errors]) => {
    expect(creationErrors(job, `${META}\nspec: ${spec}`)).toEqual(errors)
  })
})

describe('an update of a job', () => {
  const old = created(job, `${META}\nspec: {completions: 2, ${T}}`)

  it('may change the parallelism, not the completions or the template', () => {
    expect(
      updated(job, old, ({ spec }) => {
        spec!.parallelism = 5
      }).errors,
    ).toEqual([])
    expect(
      updated(job, old, ({ spec }) => {
        spec!.completions = 1
      }).errors,
    ).toEqual(['spec.completions: Invalid value: 1: field is immutable'])
    const [error] = updated(job, old, ({ spec }) => {
      spec!.template.spec!.containers[0]!.image = 'j'
    }).errors
    expect(error).toMatch(/^spec\.template: Invalid value: \{.*\}: field is immutable$/)
  })

  it('may send the pods of a suspended job elsewhere', () => {
    const suspended = created(job, `${META}\nspec: {suspend: true, ${T}}`)
    const elsewhere = updated(job, suspended, ({ spec }) => {
      spec!.template.spec!.nodeSelector = { a: 'b' }
    })
    expect(elsewhere.errors).toEqual([])
  })

  it('may change what the pods of a suspended job request, once none of them is at work', () => {
    const change = (status: object) => {
      const suspended = { ...created(job, `${META}\nspec: {suspend: true, ${T}}`), status }
      return updated(job, suspended, ({ spec }) => {
        spec!.template.spec!.containers[0]!.resources = { requests: { cpu: '2' } }
      }).errors
    }
    const conditions = [{ type: 'Suspended', status: 'True' }]
    const startTime = '2026-11-22T02:59:00Z'
    expect(change({})).toEqual([])
    expect(change({ startTime, conditions })).toEqual([])
    expect(change({ startTime, conditions, active: 1 })).toHaveLength(1)
    expect(change({ startTime })).toHaveLength(1)
  })
})

describe('the table of jobs', () => {
  const cells = (spec: string, status: object) =>
    table(job, { ...created(job, `${META}\nspec: {${spec}${T}}`), status })
  const start = '2026-11-22T02:59:00Z'

  it('shows how far a job is', () => {
    expect(cells('completions: 3, ', { succeeded: 1, startTime: start })).toMatchObject({
      Status: 'Running',
      Completions: '1/3',
      Duration: '60s',
    })
    expect(cells('parallelism: 2, ', {})).toMatchObject({ Completions: '0/1 of 2', Duration: '' })
    const done = {
      succeeded: 1,
      startTime: start,
      completionTime: '2026-11-22T02:59:04Z',
      conditions: [{ type: 'Complete', status: 'True' }],
    }
    expect(cells('', done)).toMatchObject({ Status: 'Complete', Completions: '1/1', Duration: '4s' })
  })
})

describe('countIndexes', () => {
  it.each([
    ['', 0],
    ['1,3-5,7', 5],
    ['0-9', 10],
  ])('of %j is %i', (text, count) => {
    expect(countIndexes(text, 10)).toBe(count)
  })
  it.each(['1,1', '5-3', '10', 'a', '1-2-3'])('rejects %j', (text) => {
    expect(countIndexes(text, 10)).toHaveProperty('error')
  })
})

describe('a cron job', () => {
  const J =
    'jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: c, image: i}]}}}}'

  it('has the defaults of the API server, and none in its job', () => {
    const { spec } = created(cronJob, `spec: {schedule: "0 0 1 1 *", ${J}}`)
    expect(spec).toMatchObject({
      concurrencyPolicy: 'Allow',
      failedJobsHistoryLimit: 1,
      successfulJobsHistoryLimit: 3,
      suspend: false,
    })
    expect(Object.keys(spec?.jobTemplate.spec ?? {})).toEqual(['template'])
  })

  const rows: Record<string, [spec: string, ...errors: string[]]> = {
    'a bad schedule': [
      `{schedule: bad, ${J}}`,
      'spec.schedule: Invalid value: "bad": expected exactly 5 fields, found 1: [bad]',
    ],
    'a minute that is none': [
      `{schedule: "60 * * * *", ${J}}`,
      'spec.schedule: Invalid value: "60 * * * *": end of range (60) above maximum (59): 60',
    ],
    'an unknown zone': [
      `{schedule: "* * * * *", timeZone: Mars/Base, ${J}}`,
      'spec.timeZone: Invalid value: "Mars/Base": unknown time zone Mars/Base',
    ],
    'another concurrency': [
      `{schedule: "* * * * *", concurrencyPolicy: Maybe, ${J}}`,
      'spec.concurrencyPolicy: Unsupported value: "Maybe": supported values: "Allow", "Forbid", "Replace"',
    ],
  }
  it.each(Object.entries(rows))('is refused with %s', (_name, [spec, ...errors]) => {
    expect(creationErrors(cronJob, `spec: ${spec}`)).toEqual(errors)
  })

  it('is refused at creation with a long name or a zone in its schedule', () => {
    const object = created(
      cronJob,
      `metadata: {name: ${'a'.repeat(53)}}\nspec: {schedule: "TZ=UTC * * * * *", ${J}}`,
    )
    expect((cronJob.validateCreate?.(object) ?? []).map(formatFieldError)).toEqual([
      'spec.schedule: Invalid value: "TZ=UTC * * * * *": cannot use TZ or CRON_TZ in schedule, use timeZone field instead',
      `metadata.name: Invalid value: "${'a'.repeat(53)}": must be no more than 52 characters`,
    ])
  })

  it('shows its zone and when it last ran', () => {
    const object = created(cronJob, `spec: {schedule: "0 3 * * *", ${J}}`)
    expect(table(cronJob, object)).toMatchObject({
      Schedule: '0 3 * * *',
      Timezone: '<none>',
      Suspend: 'False',
      Active: 0,
      'Last Schedule': '<none>',
    })
  })
})

describe('parseSchedule', () => {
  const minutes = (text: string) => {
    const schedule = parseSchedule(text)
    return 'fields' in schedule ? [...schedule.fields.minutes] : schedule
  }
  it.each([
    ['*/15 * * * *', [0, 15, 30, 45]],
    ['5-10/2 * * * *', [5, 7, 9]],
    ['50/5 * * * *', [50, 55]],
    ['1,2 * * * *', [1, 2]],
    ['@hourly', [0]],
  ])('reads the minutes of %s', (text, expected) => {
    expect(minutes(text)).toEqual(expected)
  })

  it('reads names of days and months, and knows which days are free', () => {
    expect(parseSchedule('0 0 * JAN mon-fri')).toMatchObject({
      fields: {
        months: new Set([1]),
        daysOfWeek: new Set([1, 2, 3, 4, 5]),
        anyDayOfMonth: true,
        anyDayOfWeek: false,
      },
    })
  })

  it('reads a constant delay', () => {
    expect(parseSchedule('@every 90s')).toEqual({ everyMs: 90_000 })
  })
})
