import { readFileSync } from 'node:fs'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import { pages as look } from '../routes/overrides/examples/look.js'
import { pages as ownLayout } from '../routes/overrides/examples/own-layout.js'
import { openChromium } from './support/chromium.js'
import { readQrCode } from './support/qr-code.js'
import { Sites } from './support/site.js'
import type { Visitor } from './support/visitor.js'

const sites = new Sites(await openChromium(t), 'en')

const stylesheet = readFileSync('test/routes/overrides/examples/acme.css', 'utf8')
const logo = '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="32"><rect width="120" height="32" fill="#6b21a8"/></svg>'

/** What the site of the guide's examples serves beside the plugin. */
function serveSite (app: FastifyInstance, asked: string[] = []): void {
  const files: Record<string, [type: string, text: string]> = {
    '/acme.css': ['text/css', stylesheet],
    '/acme.svg': ['image/svg+xml', logo],
    '/acme.woff2': ['font/woff2', ''],
    '/site.css': ['text/css', `${stylesheet} body { margin: 0 2rem; background: Canvas; color: CanvasText; } nav a { display: inline-block; padding: 1rem; color: inherit; } .two-factor h1 { font-style: italic; } button { text-transform: uppercase; }`]
  }
  for (const [path, [type, text]] of Object.entries(files)) {
    app.get(path, async (_request, reply) => {
      asked.push(path)
      return await reply.type(type).send(text)
    })
  }
}

/** The color, font and corners of the main button. */
async function buttonOf ({ page }: Visitor): Promise<{ background: string, color: string, font: string, corners: string }> {
  return await page.locator('.main').first().evaluate(button => {
    const { backgroundColor, color, fontFamily, borderTopLeftRadius } = getComputedStyle(button)
    return { background: backgroundColor, color, font: fontFamily, corners: borderTopLeftRadius }
  })
}

const branded = {
  light: { background: 'rgb(107, 33, 168)', color: 'rgb(255, 255, 255)', font: 'Acme, system-ui', corners: '0px' },
  dark: { background: 'rgb(216, 180, 254)', color: 'rgb(46, 16, 101)', font: 'Acme, system-ui', corners: '0px' }
}

t.test('the look of the guide, as it stands there: colors in both themes, font, corners and logo, on every page, which stays sound', async t => {
  const asked: string[] = []
  const { visit, code } = await sites.open(t, { pages: look!, extend: app => { serveSite(app, asked) } })
  // the font of the example is none
  const carol = await visit('carol', { complaints: /acme\.woff2|OTS parsing error|Failed to decode downloaded font/ })
  const { messages, page } = carol
  await carol.open('/two-factor')
  await carol.sees(messages.preferencesTitle)
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    t.strictSame(await buttonOf(carol), branded[colorScheme], colorScheme)
  }
  t.ok(await page.getByAltText('Acme').evaluate(image => (image as HTMLImageElement).naturalWidth > 0), 'the logo is there')
  t.ok(asked.includes('/acme.woff2'), 'the font is loaded from the same origin')
  await page.emulateMedia({ colorScheme: 'light' })
  await carol.follow(carol.button(messages.enable))
  await carol.sees(messages.enrollmentTitle)
  await page.setViewportSize({ width: 800, height: 1000 })
  const key = new URL(await readQrCode(page)).searchParams.get('secret')!
  await carol.send(code(key), messages.confirmEnrollment)
  await carol.sees(messages.recoveryCodesTitle)
  t.ok(await carol.button(messages.copy).isVisible(), 'the script runs')
})

t.test('the own layout of the guide, as it stands there: heading, QR code and buttons are alive, its theme and its rules win', async t => {
  const { visit, code } = await sites.open(t, { pages: ownLayout!, extend: app => { serveSite(app) } })
  const carol = await visit('carol', { complaints: /acme\.woff2|OTS parsing error|Failed to decode downloaded font/ })
  const { messages, page } = carol
  await carol.open('/two-factor')
  await carol.sees(messages.preferencesTitle)
  t.strictSame(await buttonOf(carol), branded.dark, 'the theme of the site is dark, whatever the system says')
  t.equal(await page.locator('h1').evaluate(heading => getComputedStyle(heading).fontStyle), 'italic', 'a rule of the site wins')
  t.equal(await page.locator('.main').first().evaluate(button => getComputedStyle(button).textTransform), 'uppercase', 'even a rule for every button')
  await carol.follow(carol.button(messages.enable))
  await carol.sees(messages.enrollmentTitle)
  await page.setViewportSize({ width: 800, height: 1000 })
  const key = new URL(await readQrCode(page)).searchParams.get('secret')!
  await carol.unfold(messages.cannotScan)
  await carol.press(carol.button(messages.copy))
  await carol.button(messages.copied).waitFor()
  await carol.send(code(key), messages.confirmEnrollment)
  await carol.sees(messages.recoveryCodesTitle)
  await carol.follow(carol.button(messages.markSaved))
  await carol.sees(messages.preferencesTitle)
  await carol.hears(messages.doneSaved)
})
