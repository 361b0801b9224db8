import t from 'tap'
import { leadsHere, pathIn } from '../../lib/web/same-place.js'

const here = { path: '/shop/login', host: 'acme.example:8080', origins: new Set<string>() }

t.test('an address leads here by its path, whatever its query and fragment', async t => {
  for (const url of ['/shop/login', '/shop/login?from=app', '/shop/login#form', '/shop/login?a#b', 'http://acme.example:8080/shop/login', 'https://acme.example:8080/shop/login?x=1#y', 'http://ACME.example:8080/shop/login']) t.equal(leadsHere(url, here), true, url)
  for (const url of ['/login', '/shop/login/', '/shop', '/shop/log', 'http://acme.example/shop/login', 'http://acme.example:8080/login']) t.equal(leadsHere(url, here), false, url)
})

t.test('an address at the only origin leads here, where a proxy does not tell the host, and at one of several does not', async t => {
  const url = 'https://shop.example/shop/login?from=app'
  t.equal(leadsHere(url, { ...here, origins: new Set(['https://shop.example']) }), true)
  t.equal(leadsHere(url, { ...here, origins: new Set(['https://other.example']) }), false)
  t.equal(leadsHere(url, { ...here, origins: new Set(['https://shop.example', 'https://acme.example:8080']) }), false)
})

t.test('the path of an address is what stands before its query and fragment', async t => {
  t.strictSame(['/a/b', '/a/b?c=/d', '/a/b#c?d', '/'].map(pathIn), ['/a/b', '/a/b', '/a/b', '/'])
})
