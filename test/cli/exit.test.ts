/** What a failure becomes on the terminal: text and exit code. */
import { describe, expect, it } from 'vitest'
import { type FieldError, invalidValue } from '../../src/apimachinery/field-error.ts'
import { conflict, invalid, notFound, StatusError } from '../../src/apimachinery/status-error.ts'
import { aggregate, CliError, flagError, usageError } from '../../src/cli/errors.ts'
import { describeFailure } from '../../src/cli/exit.ts'
import { StoreError } from '../../src/store/store.ts'

const pods = { group: '', resource: 'pods' }
const missing = (name: string) => notFound(pods, name)
const field = (path: string, detail: string) => invalidValue(path, 1, detail)
const refused = (...errors: FieldError[]) => invalid({ group: 'apps', kind: 'Deployment' }, 'web', errors)

describe('a failure becomes', () => {
  const rows: [title: string, error: unknown, text: string][] = [
    ['the server’s reason and words', missing('x'), 'Error from server (NotFound): pods "x" not found\n'],
    [
      'words without a reason',
      new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: 'm',
        code: 500,
      }),
      'Error from server: m\n',
    ],
    [
      'one line for each of several',
      aggregate([missing('x'), new CliError('other')]),
      'Error from server (NotFound): pods "x" not found\nother\n',
    ],
    ['the error itself where it is the only one', aggregate([new CliError('alone')]), 'error: alone\n'],
    [
      'one line for nested ones',
      aggregate([new CliError('a'), aggregate([new CliError('b'), new CliError('c')])]),
      'a\n[b, c]\n',
    ],
    [
      'a pointer to the help',
      usageError('kubelite get', 'what?'),
      "error: what?\nSee 'kubelite get -h' for help and examples\n",
    ],
    [
      'a pointer to the usage',
      flagError('kubelite get', 'what?'),
      "error: what?\nSee 'kubelite get --help' for usage.\n",
    ],
    ['bare text', new CliError('as it is', { bare: true }), 'as it is\n'],
    ['nothing for an empty bare text', new CliError('', { bare: true }), ''],
    [
      'one line of an unexpected error',
      new TypeError('x is not a function\n  at y'),
      'error: x is not a function\n',
    ],
    ['one line of anything thrown', 'text', 'error: text\n'],
    [
      'the store’s own words',
      new StoreError('closed', 'the store in /x is closed'),
      'error: the store in /x is closed\n',
    ],
    [
      'the causes of an invalid object below each other',
      refused(field('a', 'x'), field('b', 'y')),
      'The Deployment "web" is invalid: \n* a: Invalid value: 1: x\n* b: Invalid value: 1: y\n',
    ],
    [
      'the one cause of an invalid object beside it',
      refused(field('a', 'x')),
      'The Deployment "web" is invalid: a: Invalid value: 1: x\n',
    ],
    [
      'a cause once, however often it comes',
      refused(field('a', 'x'), field('a', 'x')),
      'The Deployment "web" is invalid: a: Invalid value: 1: x\n',
    ],
    [
      'an invalid object among others as the server words it',
      aggregate([refused(field('a', 'x')), missing('y')]),
      'Error from server (Invalid): Deployment.apps "web" is invalid: a: Invalid value: 1: x\nError from server (NotFound): pods "y" not found\n',
    ],
    [
      'a conflict',
      conflict(pods, 'x', 'somebody was faster'),
      'Error from server (Conflict): Operation cannot be fulfilled on pods "x": somebody was faster\n',
    ],
  ]
  it.each(rows)('%s', (_title, error, text) => {
    expect(describeFailure(error)).toEqual({ text, exitCode: 1 })
  })

  it('a stack trace only where it is asked for', () => {
    expect(describeFailure(new Error('x')).text).not.toContain(' at ')
    expect(describeFailure(new Error('x'), true).text).toMatch(/^error: x\nError: x\n {4}at /)
  })
})
