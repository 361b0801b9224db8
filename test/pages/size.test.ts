import { gzipSync } from 'node:zlib'
import t from 'tap'
import { assets } from '../../lib/pages/assets/texts.js'

t.test('stylesheet and script together have less than 12 KB, compressed as servers do', async t => {
  const bytes = Object.values(assets).reduce((sum, { text }) => sum + gzipSync(text).length, 0)
  t.ok(bytes < 12 * 1024, `${bytes} bytes`)
})
