import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import t from 'tap'
import { assets } from '../../lib/pages/assets/texts.js'
import { createApplication } from '../support/application.js'

const names = Object.keys(assets) as (keyof typeof assets)[]
const hashed = (name: keyof typeof assets): string => name.replace('.', `.${assets[name].hash}.`)

t.test('the texts of the assets are those of their files, which npm run assets writes anew', async t => {
  const { href } = pathToFileURL('test/house/assets.js')
  const { assetsModule }: { assetsModule (): string } = await import(href)
  t.equal(readFileSync('lib/pages/assets/texts.ts', 'utf8'), assetsModule())
  for (const name of names) t.equal(assets[name].text, readFileSync(`lib/pages/assets/${name}`, 'utf8'), name)
})

t.test('an asset by the name with its hash is kept for good, and by its own name asked for anew each time', async t => {
  const { client } = await createApplication()
  for (const name of names) {
    const kept = await client().get(`/two-factor/assets/${hashed(name)}`)
    const own = await client().get(`/two-factor/assets/${name}`)
    t.hasStrict(kept.headers, { 'cache-control': 'public, max-age=31536000, immutable', 'content-type': assets[name].type, 'x-content-type-options': 'nosniff' }, name)
    t.hasStrict(own.headers, { 'cache-control': 'no-cache', etag: `"${assets[name].hash}"` }, name)
    t.strictSame([kept.status, kept.body, own.status, own.body], [200, assets[name].text, 200, assets[name].text], name)
  }
})

t.test('an asset that a browser has already is not sent again', async t => {
  const { client } = await createApplication()
  for (const name of names) {
    const { status, body } = await client().get(`/two-factor/assets/${name}`, { 'if-none-match': `"${assets[name].hash}"` })
    t.strictSame([status, body], [304, ''], name)
    t.equal((await client().get(`/two-factor/assets/${name}`, { 'if-none-match': '"another"' })).status, 200, name)
  }
})

t.test('a page of another release gets the asset of this one, which nobody keeps', async t => {
  const { client } = await createApplication()
  const { status, headers } = await client().get('/two-factor/assets/two-factor.0123456789.css')
  t.strictSame([status, headers['cache-control']], [200, 'no-cache'])
  for (const file of ['two-factor.0123.css', 'two-factor.0123456789.txt', 'other.css', 'constructor', 'two-factor']) {
    t.equal((await client().get(`/two-factor/assets/${file}`)).status, 404, file)
  }
})
