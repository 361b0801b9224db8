import t from 'tap'
import { SECRET } from '../support/application.js'
import { openChromium } from './support/chromium.js'
import { readQrCode } from './support/qr-code.js'
import { Sites } from './support/site.js'

const sites = new Sites(await openChromium(t), 'en')

const names = {
  'a usual one': { accountName: 'alice@acme.example' },
  'the longest': { accountName: '😀'.repeat(32), issuerName: '€'.repeat(21) }
}

for (const [what, user] of Object.entries(names)) {
  t.test(`a QR code, ${what}, has at least four pixels a module where the window is that wide, and moves nothing`, async t => {
    const imageUrl = `https://acme.example/?${'x'.repeat(230)}`
    const { visit } = await sites.open(t, { users: { carol: user }, ...('issuerName' in user && { service: { issuerName: 'Acme', secret: SECRET, imageUrl } }) })
    const carol = await visit('carol')
    const { page, messages } = carol
    // the button that it adds moves what stands below
    await page.route('**/two-factor.*.js', async route => await route.fulfill({ contentType: 'text/javascript', body: '' }))
    await page.setViewportSize({ width: 1280, height: 1400 })
    await carol.open('/two-factor')
    await carol.follow(carol.button(messages.enable))
    const image = page.locator('.qr-code img')
    const modules = Number(/viewBox="0 0 (\d+) /.exec(Buffer.from((await image.getAttribute('src'))!.split(',')[1]!, 'base64').toString())![1])
    const { width, height } = (await image.boundingBox())!
    t.equal(width, height)
    t.ok(width >= 4 * modules, `${width} pixels for ${modules} modules`)
    t.equal(await readQrCode(page), await page.locator('a[href^=otpauth]').first().getAttribute('href'), 'it is read from the screen')
    const shifts = await page.evaluate(async () => await new Promise<number>(resolve => {
      new PerformanceObserver(list => { resolve(list.getEntries().length) }).observe({ type: 'layout-shift', buffered: true })
      setTimeout(() => { resolve(0) }, 200)
    }))
    t.equal(shifts, 0, 'nothing was moved')
    await carol.sees(messages.enrollmentTitle)
    await page.setViewportSize({ width: 320, height: 800 })
    const narrow = (await image.boundingBox())!
    t.ok(narrow.x >= 0 && narrow.x + narrow.width <= 320 && narrow.width === narrow.height, `${narrow.width} pixels in a narrow window`)
  })
}
