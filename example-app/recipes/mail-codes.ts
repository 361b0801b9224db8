import { createTransport, type TransportOptions } from 'nodemailer'
import type { SendCode } from 'fastify-two-factor'

/** What the code is for, so that nobody reads it out to somebody who calls. */
const purposes = {
  'sign-in': 'to sign in',
  'step-up': 'to confirm what you are doing',
  enrollment: 'to get codes at this address'
}

/** Sends codes by e-mail, for the option `sendCode`. `server` is what nodemailer takes, `from` the sender of your site. */
export function mailCodes (server: TransportOptions | string, from: string): SendCode {
  const transport = createTransport(server as TransportOptions)
  return async ({ to, code, purpose, expiresAt }) => {
    await transport.sendMail({
      from,
      // as one address, never as a list: a comma in it is no second reader
      to: { name: '', address: to },
      subject: 'Your code for Acme',
      text: `${code} is your code for Acme, ${purposes[purpose]}. It works once, until ${expiresAt.toUTCString()}.\n\n` +
        'We never ask for it on the phone or by mail. If you did not ask for it, somebody knows your password: change it.\n'
    })
  }
}
