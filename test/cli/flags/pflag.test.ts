/** Arguments as kubectl's flag library takes them apart. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bool, duration, flagName, int, string, strings } from '../../../src/cli/flags/flag.ts'
import { splitArguments } from '../../../src/cli/flags/pflag.ts'

const flags = {
  all: bool(false, 'All.', { short: 'A' }),
  noHeaders: bool(false, 'No headers.'),
  output: string('', 'Output.', { short: 'o' }),
  file: strings('Files.', { short: 'f' }),
  dryRun: string('none', 'Dry run.', { alone: 'unchanged' }),
}

const split = (...args: string[]) => splitArguments(args, flags, (message) => new Error(message))
const use = (key: string, text: string) => ({ key, text })

describe('arguments are taken apart', () => {
  const rows: [
    title: string,
    args: string[],
    uses: { key: string; text: string }[],
    positionals: string[],
  ][] = [
    ['flags between the rest', ['a', '-o', 'x', 'b'], [use('output', 'x')], ['a', 'b']],
    ['values behind =', ['--output=x=y'], [use('output', 'x=y')], []],
    ['values behind = of a letter', ['-o=x'], [use('output', 'x')], []],
    ['values glued to a letter', ['-ox'], [use('output', 'x')], []],
    ['an empty value', ['--output='], [use('output', '')], []],
    ['a value that looks like a flag', ['-o', '--all'], [use('output', '--all')], []],
    ['letters in a group', ['-Aox'], [use('all', 'true'), use('output', 'x')], []],
    ['a switch that is off', ['--no-headers=false'], [use('noHeaders', 'false')], []],
    ['a flag that can stand alone', ['--dry-run', 'client'], [use('dryRun', 'unchanged')], ['client']],
    ['nothing after two dashes', ['-A', '--', '-o', '--x'], [use('all', 'true')], ['-o', '--x']],
    ['one dash as it is', ['-f', '-', '-'], [use('file', '-')], ['-']],
  ]
  it.each(rows)('%s', (_title, args, uses, positionals) => {
    expect(split(...args)).toMatchObject({ uses, positionals, help: false })
  })

  const bad: [args: string[], message: string][] = [
    [['--=x'], 'bad flag syntax: --=x'],
    [['---x'], 'bad flag syntax: ---x'],
    [['--x=y'], 'unknown flag: --x'],
    [['-Ax'], "unknown shorthand flag: 'x' in -x"],
    [['-Ao'], "flag needs an argument: 'o' in -o"],
    [['--headers'], 'unknown flag: --headers'],
  ]
  it.each(bad)('not %j', (args, message) => {
    expect(() => split(...args)).toThrow(new Error(message))
  })

  it('without losing or changing a word behind two dashes', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (words) => {
        expect(split('--', ...words)).toEqual({ uses: [], positionals: words, dashAt: 0, help: false })
      }),
    )
  })

  it('alike in every spelling of a value', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((text) => !text.startsWith('=')),
        (text) => {
          const expected = split(`--output=${text}`)
          expect(split('--output', text)).toEqual(expected)
          expect(split('-o', text)).toEqual(expected)
          expect(split(`-o=${text}`)).toEqual(expected)
          expect(split(`-o${text}`)).toEqual(expected)
        },
      ),
    )
  })
})

describe('values', () => {
  it.each([
    ['12', 12],
    ['-3', -3],
    ['0x10', 16],
    ['0b11', 3],
    ['0o17', 15],
    ['017', 15],
    ['1_000', 1000],
  ])('read %s as a number', (text, value) => {
    expect(int(0, '').parse(text, undefined)).toBe(value)
  })
  it.each(['', 'x', '1.5', '08', '1e3', '--1'])('do not read %j as a number', (text) => {
    expect(() => int(0, '').parse(text, undefined)).toThrow(
      `strconv.ParseInt: parsing "${text}": invalid syntax`,
    )
  })
  it('have a range', () => {
    expect(() => int(0, '').parse('99999999999999999999', undefined)).toThrow('value out of range')
  })
  it.each([
    ['a,b', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['a,,b', ['a', '', 'b']],
    ['', []],
  ])('read %s as a list', (text, list) => {
    expect(strings('').parse(text, undefined)).toEqual(list)
  })
  it('of a list add up', () => {
    const flag = strings('')
    expect(flag.parse('c', flag.parse('a,b', undefined))).toEqual(['a', 'b', 'c'])
  })
  it('of a duration are milliseconds', () => {
    expect(duration('0s', '').parse('1m30s', undefined)).toBe(90_000)
  })
  it('stand under names in kebab case', () => {
    expect(flagName('allowMissingTemplateKeys')).toBe('allow-missing-template-keys')
  })
})
