import t from 'tap'
import { localPath } from '../../lib/web/return-path.js'

t.test('a path of this site is given as a browser writes it', async t => {
  const paths = { '/': '/', '/a?b=c#d': '/a?b=c#d', '/a/../b': '/b', '/caffè': '/caff%C3%A8', '/?u=//evil.example': '/?u=//evil.example', '/a b': '/a%20b' }
  for (const [path, local] of Object.entries(paths)) t.equal(localPath(path), local, path)
})

t.test('what is no path of this site is none, before and after a browser wrote it in full', async t => {
  const others = [
    undefined, null, 5, ['/a'], { path: '/a' }, '', 'a', ' /a', 'https://evil.example/', 'http:/a', '//evil.example', '///evil.example', '/\\evil.example', '\\/evil.example',
    '/a\\b', '/a\nb', '/a\u0000', '/a\u007f', '/.//evil.example', '/a/..//evil.example', '/a\n//b', '//'
  ]
  for (const other of others) t.equal(localPath(other), undefined, JSON.stringify(other))
})

t.test('a path has at most 8192 characters, before and after a browser wrote it in full', async t => {
  t.equal(localPath(`/${'x'.repeat(8191)}`)?.length, 8192)
  t.equal(localPath(`/${'x'.repeat(8192)}`), undefined)
  t.equal(localPath(`/./${'x'.repeat(8190)}`), undefined, 'which would be shorter in full')
  t.equal(localPath(`/${'é'.repeat(1365)}`)?.length, 8191)
  t.equal(localPath(`/${'é'.repeat(1366)}`), undefined)
})
