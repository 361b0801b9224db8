import { toString } from 'qrcode'

/** The QR code of a text as an SVG document: dark modules on white, level M, with the quiet zone of ISO/IEC 18004. */
export async function qrCodeSvg (text: string): Promise<string> {
  return await toString(text, { type: 'svg' })
}

/** How many modules the symbol has in a row, with the quiet zone. */
export function modulesOf (svg: string): number {
  return Number(/viewBox="0 0 (\d+) /.exec(svg)![1])
}
