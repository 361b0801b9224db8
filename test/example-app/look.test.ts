import { readFileSync } from 'node:fs'
import t from 'tap'
import { enroll, startExample, type Answer } from './support.js'

const { browser, login } = await startExample(t)

/** A part of a page: its header, its footer, or the stylesheets that it links. */
function part (name: 'header' | 'footer' | 'link rel="stylesheet"', { body }: Answer): string[] {
  return name === 'link rel="stylesheet"'
    ? [...body.matchAll(/<link rel="stylesheet" href="([^"]+)">/g)].map(([, href]) => href.replace(/\.[0-9a-f]{10}\.css$/, '.css'))
    : [new RegExp(`<${name}>[^]+</${name}>`).exec(body)![0]]
}

t.test('the pages of the example and those of the plugin have the same header, footer and stylesheets', async t => {
  const carol = await login('carol')
  const own = await carol.page('/password')
  const plugins = await carol.page('/two-factor')
  t.strictSame(part('link rel="stylesheet"', own), ['/two-factor/assets/two-factor.css', '/brand.css'])
  for (const name of ['header', 'footer', 'link rel="stylesheet"'] as const) t.strictSame(part(name, own), part(name, plugins), name)
})

t.test('every page of the example forbids scripts, inline styles, frames and everything from elsewhere', async t => {
  const admin = await login('admin')
  await enroll(admin)
  const { body: { users: [{ id }, other] } } = await admin.get('/admin')
  const paths = ['/', '/login', '/help', '/accounts', '/payout', '/password', '/admin', `/admin/users/${other.id}/two-factor/reset`, '/nothing', `/admin/users/${id}/two-factor/reset`]
  for (const path of paths) {
    const { headers, body } = await admin.page(path)
    t.equal(headers.get('content-security-policy'), "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'", path)
    t.notMatch(body, / style=|<script/, path)
  }
})

t.test('the brand is ten lines at most, of properties that the stylesheet of the plugin reads, in light and dark', async t => {
  const [brand = ''] = readFileSync('example-app/public/brand.css', 'utf8').split('\n\n')
  t.ok(brand.split('\n').length <= 10)
  const stylesheet = readFileSync('lib/pages/assets/two-factor.css', 'utf8')
  const properties = [...brand.matchAll(/(--[\w-]+):/g)].map(([, name]) => name!)
  t.ok(properties.length >= 4)
  for (const name of properties) t.ok(stylesheet.includes(`var(${name},`), name)
  for (const color of ['--two-factor-accent', '--two-factor-on-accent']) t.match(brand, new RegExp(`${color}: light-dark\\(`))
})

t.test('the stylesheet and the logo are served, and the logo is the icon', async t => {
  const style = await browser().page('/brand.css')
  t.match(style, { status: 200, body: /--two-factor-accent/ })
  t.match(style.headers.get('content-type'), /text\/css/)
  for (const path of ['/logo.svg', '/favicon.ico']) {
    const logo = await browser().page(path)
    t.match(logo, { status: 200, body: /^<svg / })
    t.match(logo.headers.get('content-type'), /^image\/svg\+xml/)
  }
})

t.test('what is not there is said by a page, or to a program as JSON', async t => {
  t.match(await browser().page('/nothing'), { status: 404, body: /<title>Error: That did not work – Example<\/title>[^]+role="alert"[^>]*>There is nothing here/ })
  t.match(await browser().get('/nothing'), { status: 404, body: { code: 'NOT_FOUND' } })
})

t.test('the pages of the plugin link to the help page, which says what to do without a code', async t => {
  await enroll(await login('alice'))
  const alice = await login('alice')
  t.match((await alice.page('/two-factor/challenge')).body, /<a href="\/help" rel="noreferrer">/)
  t.match(await alice.page('/help'), { status: 200, body: /recovery codes[^]+ask an administrator/ })
})
