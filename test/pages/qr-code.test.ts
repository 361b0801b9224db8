import t from 'tap'
import { createApplication, SECRET, users } from '../support/application.js'

/** The size of the QR code on the page, in pixels, and how many modules it has in a row. */
async function qrCodeOf (accountName: string, imageUrl?: string): Promise<{ pixels: number, modules: number }> {
  const { login } = await createApplication({ users: { carol: { ...users['carol']!, accountName } }, service: { issuerName: 'Acme', secret: SECRET, imageUrl } })
  const browser = await login('carol')
  const { body: { qrCode } } = await browser.post('/two-factor/enrollment')
  const [, width, height] = /<img [^>]* width="(\d+)" height="(\d+)"/.exec((await browser.page('/two-factor/enrollment')).body)!
  t.equal(width, height)
  return { pixels: Number(width), modules: Number(/viewBox="0 0 (\d+) /.exec(qrCode)![1]) }
}

t.test('a QR code has whole pixels a module, at least four, and is 240 pixels wide at least', async t => {
  for (const [accountName, imageUrl, most] of [
    ['alice', undefined, 61],
    ['alice@acme.example', 'https://acme.example/logo.png', 73],
    ['é'.repeat(64), `https://acme.example/?${'x'.repeat(230)}`, 177]
  ] as const) {
    const { pixels, modules } = await qrCodeOf(accountName, imageUrl)
    t.ok(modules <= most, `${modules} modules`)
    t.equal(pixels % modules, 0, `${pixels} pixels`)
    t.ok(pixels >= 4 * modules && pixels >= 240 && pixels < Math.max(320, 5 * modules), `${pixels} pixels for ${modules} modules`)
  }
})
