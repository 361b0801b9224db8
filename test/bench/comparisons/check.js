import { createOTP } from '@better-auth/utils/otp'
import { base32 } from '@scure/base'
import * as OTPAuth from 'otpauth'
import { verifySync } from 'otplib'
import { randomBytes } from 'node:crypto'
import speakeasy from 'speakeasy'
import { matchingSteps } from '../../../compiled/lib/methods/totp/totp.js'
import { cpuMicrosecondsOf, inRounds } from '../statistics.js'
import { codeAt, isRightCode, stepOf } from '../totp.js'

const key = randomBytes(20)
const secret = base32.encode(key)
const otpauth = new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret) })
const betterAuth = createOTP(key)

/** Each says whether a code is one of the three steps around now, with the key as its documentation keeps it. */
const checks = {
  'node:crypto': code => isRightCode(key, code, Date.now()),
  ours: code => matchingSteps(key, code, Date.now(), 1).length > 0,
  otplib: code => verifySync({ secret, token: code, epochTolerance: 30 }).valid,
  otpauth: code => otpauth.validate({ token: code, window: 1 }) !== null,
  speakeasy: code => speakeasy.totp.verify({ secret, encoding: 'base32', token: code, window: 1 }),
  '@better-auth/utils': code => betterAuth.verify(code, { window: 1 })
}

/** Operations per second of processor time, threads included. */
async function operations (check, right, milliseconds) {
  let count = 0
  const until = performance.now() + milliseconds
  const microseconds = await cpuMicrosecondsOf(async () => {
    while (performance.now() < until) {
      for (let i = 0; i < 100; i++) {
        const answer = check()
        if ((typeof answer === 'boolean' ? answer : await answer) !== right) throw new Error('A check gave the wrong answer.')
      }
      count += 100
    }
  })
  return { perSecond: count / microseconds * 1e6 }
}

export async function compareChecks (report, { quick }) {
  report.title('Check of a code, ±1 step: operations per second of processor time')
  const rounds = quick ? 5 : 11
  const milliseconds = quick ? 80 : 200
  const unit = 'checks per CPU second'

  const wrong = wrongCode()
  const refused = await inRounds(rounds, mapValues(checks, check => () => operations(() => check(wrong), false, milliseconds)))
  const ours = refused.ours.perSecond
  report.compare('check', { ours, peer: refused['node:crypto'].perSecond, unit, note: 'a wrong code; peer: bare node:crypto, three HMACs and three comparisons in constant time' })
  for (const peer of ['otplib', 'otpauth', 'speakeasy', '@better-auth/utils']) {
    report.compare(`check, ${peer}`, { ours, peer: refused[peer].perSecond, unit, note: `a wrong code; peer: ${peer} as it comes` })
  }

  const now = Date.now()
  const accepted = await inRounds(rounds, {
    wrong: () => operations(() => matchingSteps(key, wrong, now, 1).length > 0, false, milliseconds),
    ...mapValues({ last: -1, current: 0, next: 1 }, offset => {
      const code = codeAt(key, stepOf(now) + offset)
      return () => operations(() => matchingSteps(key, code, now, 1).length > 0, true, milliseconds)
    })
  })
  for (const step of ['last', 'current', 'next']) {
    report.compare(`check, code of the ${step} step`, { ours: accepted[step].perSecond, peer: accepted.wrong.perSecond, unit, note: 'constant work; peer: ours with a wrong code' })
  }
}

/** Six digits that no step shows for some minutes. */
function wrongCode () {
  const current = stepOf(Date.now())
  const shown = new Set(Array.from({ length: 60 }, (_, index) => codeAt(key, current - 10 + index)))
  for (let candidate = 100_000; ; candidate++) {
    if (!shown.has(String(candidate))) return String(candidate)
  }
}

function mapValues (object, call) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, call(value)]))
}
