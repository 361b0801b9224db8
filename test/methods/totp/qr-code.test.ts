import t from 'tap'
import { create } from 'qrcode'
import { keyUri } from '../../../lib/methods/totp/key-uri.js'
import { modulesOf, qrCodeSvg } from '../../../lib/methods/totp/qr-code.js'

const QUIET_ZONE = 4

const uri = keyUri({ key: Buffer.alloc(20, 7), issuerName: 'Acme', serviceName: 'Acme', accountName: 'alice@acme.example', imageUrl: 'https://acme.example/logo.png' })

function viewBoxSize (svg: string): number {
  return Number(/viewBox="0 0 ([0-9]+) \1"/.exec(svg)?.[1])
}

/** The dark modules that the path draws, as `x,y`, quiet zone included. */
function drawnModules (svg: string): string[] {
  const path = / d="([^"]*)"[^>]*\/><\/svg>/.exec(svg)?.[1] ?? ''
  const modules: string[] = []
  let x = 0
  let y = 0
  for (const [, command, numbers = ''] of path.matchAll(/([Mmh])([^Mmh]*)/g)) {
    const [first = 0, second = 0] = (numbers.match(/-?[0-9.]+/g) ?? []).map(Number)
    if (command === 'M') [x, y] = [first, second - 0.5]
    if (command === 'm') [x, y] = [x + first, y + second]
    if (command === 'h') for (const end = x + first; x < end; x++) modules.push(`${x},${y}`)
  }
  return modules.sort()
}

t.test('is one SVG document, dark modules on white', async t => {
  const svg = await qrCodeSvg(uri)
  t.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><path fill="#ffffff" [^>]*\/><path stroke="#000000" [^>]*\/><\/svg>\n$/)
})

t.test('is white all over below the modules', async t => {
  const svg = await qrCodeSvg(uri)
  const size = viewBoxSize(svg)
  t.ok(svg.includes(`<path fill="#ffffff" d="M0 0h${size}v${size}H0z"/>`))
})

t.test('draws the symbol of error correction level M inside a quiet zone of four modules', async t => {
  const svg = await qrCodeSvg(uri)
  const { modules } = create(uri, { errorCorrectionLevel: 'M' })
  const expected: string[] = []
  for (let y = 0; y < modules.size; y++) {
    for (let x = 0; x < modules.size; x++) if (modules.get(y, x) === 1) expected.push(`${x + QUIET_ZONE},${y + QUIET_ZONE}`)
  }
  t.equal(viewBoxSize(svg), modules.size + 2 * QUIET_ZONE)
  t.strictSame(drawnModules(svg), expected.sort())
})

t.test('says how many modules it has in a row, with the quiet zone', async t => {
  for (const text of ['x', uri, 'x'.repeat(1000)]) {
    t.equal(modulesOf(await qrCodeSvg(text)), create(text, { errorCorrectionLevel: 'M' }).modules.size + 2 * QUIET_ZONE)
  }
})

t.test('holds no text of the URI', async t => {
  const svg = await qrCodeSvg(uri)
  for (const part of ['otpauth', 'Acme', 'alice', 'logo']) t.notOk(svg.includes(part), part)
})

t.test('fits names of any length with an image URL of 256 characters', async t => {
  const longest = keyUri({
    key: Buffer.alloc(20, 255),
    issuerName: '€'.repeat(1000),
    serviceName: 'Acme',
    accountName: '😀'.repeat(1000),
    imageUrl: 'https://acme.example/?' + '€'.repeat(234)
  })
  t.ok(viewBoxSize(await qrCodeSvg(longest)) <= 177 + 2 * QUIET_ZONE)
})
