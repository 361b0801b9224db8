import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'
import type { Test } from 'tap'

const { CHROMIUM = '/usr/bin/chromium' } = process.env

/** A Chromium that ends with the test. It is needed; nothing is installed here. */
export async function openChromium (t: Test): Promise<Browser> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`There is no ${CHROMIUM}. Install Chromium (Debian and Ubuntu: apt-get install chromium), or name another by CHROMIUM=/path/to/chromium.`)
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--disable-gpu', '--disable-quic'] })
  t.teardown(async () => { await browser.close() })
  return browser
}
