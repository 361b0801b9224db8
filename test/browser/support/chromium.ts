import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'

/** The headless shell is the same engine without the windows, and takes half the time. */
const installed = ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(path => existsSync(path))
const { CHROMIUM = installed } = process.env

/** A Chromium that ends with the test. It is needed; nothing is installed here. */
export async function openChromium (t: Test): Promise<Browser> {
  if (CHROMIUM === undefined || !existsSync(CHROMIUM)) {
    throw new Error(`There is no ${CHROMIUM ?? 'Chromium'}. Install it (Debian: apt-get install chromium-headless-shell), or name another by CHROMIUM=/path/to/chromium.`)
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--disable-gpu', '--disable-quic'] })
  t.teardown(async () => { await browser.close() })
  return browser
}
