import t from 'tap'
import { inward, outward } from '../../lib/web/base.js'

t.test('outside, the application\'s own paths have the base in front, and only they; inside, none has', async t => {
  t.equal(outward(undefined, '/a'), '/a')
  t.equal(outward('/base', '/a'), '/base/a')
  t.equal(outward('/base', 'https://elsewhere.example/a'), 'https://elsewhere.example/a')
  t.equal(inward(undefined, '/base/a'), '/base/a')
  t.equal(inward('/base', '/base/a'), '/a')
  for (const path of ['/base', '/basement/a', '/a', '/a/base/']) t.equal(inward('/base', path), undefined, path)
})
