/** The QR code of a text as an SVG document: dark modules on white, level M, with the quiet zone of ISO/IEC 18004. */
export async function qrCodeSvg (text: string): Promise<string> {
  // loaded for the first enrollment: most requests of a process need none
  const { toString } = await import('qrcode')
  return await toString(text, { type: 'svg' })
}

/** How many modules the symbol has in a row, with the quiet zone. */
export function modulesOf (svg: string): number {
  return Number(/viewBox="0 0 (\d+) /.exec(svg)![1])
}
