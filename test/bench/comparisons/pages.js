import { toBuffer } from 'qrcode'
import { qrCodeSvg } from '../../../compiled/lib/methods/totp/qr-code.js'
import { keyUri } from '../../../compiled/lib/methods/totp/key-uri.js'
import { load } from '../load.js'
import { createUser, SIZES } from '../records.js'
import { post } from '../requests.js'
import { startServer } from '../server.js'
import { cpuMicrosecondsOf, inRounds } from '../statistics.js'
import { TwoFactorClient } from '../two-factor-client.js'

const USERS = 100

/** What pages and QR codes cost in processor time and in bytes. */
export async function comparePages (report, { quick }) {
  report.title('Pages and QR codes: milliseconds of processor time, bytes sent')
  await measureQrCodes(report, quick)
  await measurePages(report, quick)
}

async function measureQrCodes (report, quick) {
  const uri = keyUri({ key: Buffer.alloc(20, 7), issuerName: 'Acme', serviceName: 'Acme', accountName: 'alice@acme.example', imageUrl: undefined })
  const count = quick ? 30 : 100
  const times = call => async () => ({
    milliseconds: await cpuMicrosecondsOf(async () => { for (let index = 0; index < count; index++) await call() }) / count / 1000
  })
  const { svg, png } = await inRounds(7, { svg: times(() => qrCodeSvg(uri)), png: times(() => toBuffer(uri)) })
  report.compare('qr-code', { ours: svg.milliseconds, peer: png.milliseconds, unit: 'ms', note: 'the SVG that the enrollment has; peer: a PNG by the same library' })
  report.count('qr-code, bytes', { ours: Buffer.byteLength(await qrCodeSvg(uri)), peer: (await toBuffer(uri)).length, unit: 'bytes', note: 'the SVG; peer: the PNG' })
}

async function measurePages (report, quick) {
  const users = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.typical))
  const server = await startServer('two-factor', { rows: users.map(({ row }) => row), sessions: 'memory' })
  const client = new TwoFactorClient(server)
  const { signedIn } = await client.challenge(await client.logIn(users))
  const pending = await client.logIn(users)
  await load(server, signedIn.map(({ cookie }) => post('/two-factor/enrollment', {}, { cookie, origin: server.url }, ({ qrCode }) => qrCode.startsWith('<svg'))))

  const fullUsers = Array.from({ length: USERS }, (_, index) => createUser(`user-${index}`, SIZES.full))
  const fullServer = await startServer('two-factor', { rows: fullUsers.map(({ row }) => row), sessions: 'memory' })
  const fullClient = new TwoFactorClient(fullServer)
  const { signedIn: fullySignedIn } = await fullClient.challenge(await fullClient.logIn(fullUsers))

  const measured = await inRounds(quick ? 3 : 5, {
    challenge: () => client.page(pending, '/two-factor/challenge', 'one-time-code'),
    preferences: () => client.page(signedIn, '/two-factor/', 'My phone'),
    'preferences of twenty browsers': () => fullClient.page(fullySignedIn, '/two-factor/', 'My phone'),
    enrollment: () => client.page(signedIn, '/two-factor/enrollment', 'data:image/svg+xml'),
    'step-up': () => client.page(signedIn, '/two-factor/step-up', 'one-time-code'),
    'recovery codes': () => client.submit(signedIn, '/two-factor/recovery-codes', '-'),
    stylesheet: () => client.page(signedIn, '/two-factor/assets/two-factor.css', '{'),
    script: () => client.page(signedIn, '/two-factor/assets/two-factor.js', 'copy')
  })
  await server.stop()
  await fullServer.stop()
  for (const [name, { microseconds, bytes, encoding }] of Object.entries(measured)) {
    report.compare(`page, ${name}`, { ours: microseconds.map(time => time / 1000), unit: 'ms', note: 'processor time of the server, sessions and records in memory' })
    report.compare(`page, ${name}, bytes`, { ours: bytes, unit: 'bytes', note: `the body, content-encoding: ${encoding[0]}` })
  }
}
