import { mkdirSync, writeFileSync } from 'node:fs'
import { decode, encode } from 'fast-png'
import type { Page } from 'playwright-core'
import t, { type Test } from 'tap'
import { openChromium } from './support/chromium.js'
import { Sites } from './support/site.js'

const FOLDER = '.github/screenshots'
const LARGEST_BYTES = 60_000

const sites = new Sites(await openChromium(t), 'en')

interface Look { colorScheme: 'light' | 'dark', width: number, height: number }

const light: Look = { colorScheme: 'light', width: 540, height: 930 }
const dark: Look = { colorScheme: 'dark', width: 540, height: 860 }
const phone: Look = { colorScheme: 'light', width: 390, height: 620 }

t.test('the pages make pictures for the README; SCREENSHOTS=1 keeps them', async t => {
  const { visit, enroll, signIn, nextCode } = await sites.open(t)
  const carol = await visit('carol')
  const { messages } = carol
  await carol.open('/two-factor')
  await carol.follow(carol.button(messages.enable))
  await photograph(t, carol.page, 'enrollment-dark', dark)

  const { secret } = await enroll('alice')
  await signIn('alice', secret, { trustClient: true, headers: { 'user-agent': 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0' } })
  const alice = await visit('alice')
  await alice.open('/two-factor/challenge')
  await photograph(t, alice.page, 'challenge-phone', phone)
  await alice.press(alice.trustBox())
  await alice.send(nextCode(secret), messages.verify)
  await alice.open('/two-factor')
  await photograph(t, alice.page, 'preferences-light', light)
})

async function photograph (t: Test, page: Page, name: string, { colorScheme, width, height }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.setViewportSize({ width, height })
  const picture = encode(decode(await page.screenshot()), { zlib: { level: 9 } })
  t.ok(picture.length < LARGEST_BYTES, `${name} has ${picture.length} bytes`)
  if (process.env.SCREENSHOTS !== '1') return
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(`${FOLDER}/${name}.png`, picture)
}
