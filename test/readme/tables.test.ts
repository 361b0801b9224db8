import { readFileSync } from 'node:fs'
import t from 'tap'
import { errors } from '../../lib/index.js'
import { createApplication } from '../support/application.js'

const readme = readFileSync('README.md', 'utf8')

/** The cells of a section's first table, row by row. */
function table (heading: string): string[][] {
  const section = readme.split(`\n## ${heading}\n`)[1]!.split('\n## ')[0]!
  const rows = section.split('\n').filter(line => line.startsWith('|')).slice(2)
  return rows.map(row => row.split(/(?<!\\)\|/).slice(1, -1).map(cell => cell.trim()))
}

t.test('the README names every error with its status', async t => {
  const named = new Map(table('Errors').map(([code, status]) => [code!.replaceAll('`', ''), status]))
  t.strictSame([...named.keys()].sort(), Object.keys(errors).sort())
  for (const [code, Refused] of Object.entries(errors)) {
    if (code !== 'TWO_FACTOR_OPTION_INVALID') t.equal(named.get(code), String(new Refused().statusCode), code)
  }
})

t.test('the README names every route with its method and URL', async t => {
  const rows = table('Routes').map(([name, route]) => [name!.replaceAll('`', ''), route!.replaceAll('`', '')] as const)
  const registered = new Map<string, string>()
  const note = (name: string) => (route: { method: string | string[], url: string }) => {
    registered.set(name, `${String(route.method)} ${route.url}`)
    return route
  }
  await createApplication({ routes: Object.fromEntries(rows.map(([name]) => [name, note(name)])) })
  t.strictSame([...registered].sort(), [...rows].sort())
  const error: unknown = await createApplication({ routes: Object.fromEntries([['none', false]]) }).catch((error: unknown) => error)
  const all = String(error).split('Routes are: ')[1]!.split(', ')
  t.strictSame(rows.map(([name]) => name).sort(), all.sort())
})

t.test('the README names every option, and no other', async t => {
  const named = table('Options').map(([name]) => name!.replaceAll('`', ''))
  const error: unknown = await createApplication(Object.fromEntries([['none', 1]])).catch((error: unknown) => error)
  const top = String(error).split('Known are: ')[1]!.split(', ').filter(name => !['logLevel', 'logSerializers', 'service', 'sessions', 'totp'].includes(name))
  const nested = ['service.issuerName', 'service.secret', 'service.imageUrl', 'service.expiryDays', 'urls.base', 'urls.help', 'sessions.freshSeconds', 'sessions.pendingSeconds', 'sessions.maxSeconds', 'sessions.keepKeys', 'totp.window', 'totp.chosenSecret']
  t.strictSame(named.sort(), [...top, ...nested].sort())
})
