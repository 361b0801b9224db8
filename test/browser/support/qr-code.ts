import { decode } from 'fast-png'
import type { Page } from 'playwright-core'
import decodeQr from 'qr/decode.js'

/** What a phone reads from the screen: of the pixels alone, at the size they are shown in. */
export async function readQrCode (page: Page): Promise<string> {
  const { width, height, data } = decode(await page.screenshot({ fullPage: true }))
  return decodeQr({ width, height, data: Uint8Array.from(data) })
}
