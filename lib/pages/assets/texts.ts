// Written by `npm run assets` from the files beside it: change those.

/** The assets of the pages by their names, each with the beginning of the SHA-256 of its text. */
export const assets = {
  'two-factor.css': {
    type: 'text/css; charset=utf-8',
    hash: '32d1aeffc1',
    text: `/* The stylesheet of the pages: light and dark, from 320 px on, nothing loaded. Everything is below one class and in one layer,
   so that any rule of a site's own wins, and that a site steers it by the properties --two-factor-*. */
@layer two-factor {
.two-factor {
  --ground: #f4f5f7; --paper: var(--two-factor-paper, #fff); --ink: var(--two-factor-ink, #1b1f24);
  --muted: var(--two-factor-muted, #57606a); --line: var(--two-factor-line, #d0d7de); --edge: var(--two-factor-muted, #57606a);
  --accent: var(--two-factor-accent, #0b5cad); --on-accent: var(--two-factor-on-accent, #fff);
  --good: #116329; --bad: #a40e26; --good-ground: #e6f4ea; --bad-ground: #fff0ee; --note-ground: #eef4fb; --warn-ground: #fff8e1;
  --warn-line: #b08800; --radius: var(--two-factor-radius, .5rem);
  color: var(--ink); background: var(--paper); font: 1rem/1.5 var(--two-factor-font, system-ui, sans-serif); overflow-wrap: anywhere; text-align: start;
}
/* without light-dark() the frame of its own follows the system, and a site's layout stays light */
@media (prefers-color-scheme: dark) {
  .two-factor.frame, .two-factor.frame .two-factor {
    --ground: #0f1216; --paper: var(--two-factor-paper, #181c22); --ink: var(--two-factor-ink, #e6e9ed);
    --muted: var(--two-factor-muted, #9aa4af); --line: var(--two-factor-line, #3a424c);
    --accent: var(--two-factor-accent, #6cb1ff); --on-accent: var(--two-factor-on-accent, #08203a);
    --edge: var(--two-factor-muted, #9aa4af);
    --good: #63d07f; --bad: #ff8f8a; --good-ground: #12301c; --bad-ground: #3a1a1c; --note-ground: #16283c; --warn-ground: #33290c;
    --warn-line: #d4a72c;
  }
}
@supports (color: light-dark(#000, #fff)) {
  .two-factor, .two-factor.frame, .two-factor.frame .two-factor {
    --ground: light-dark(#f4f5f7, #0f1216); --paper: var(--two-factor-paper, light-dark(#fff, #181c22));
    --ink: var(--two-factor-ink, light-dark(#1b1f24, #e6e9ed)); --muted: var(--two-factor-muted, light-dark(#57606a, #9aa4af));
    --line: var(--two-factor-line, light-dark(#d0d7de, #3a424c)); --edge: var(--two-factor-muted, light-dark(#57606a, #9aa4af));
    --accent: var(--two-factor-accent, light-dark(#0b5cad, #6cb1ff));
    --on-accent: var(--two-factor-on-accent, light-dark(#fff, #08203a));
    --good: light-dark(#116329, #63d07f); --bad: light-dark(#a40e26, #ff8f8a);
    --good-ground: light-dark(#e6f4ea, #12301c); --bad-ground: light-dark(#fff0ee, #3a1a1c);
    --note-ground: light-dark(#eef4fb, #16283c); --warn-ground: light-dark(#fff8e1, #33290c); --warn-line: light-dark(#b08800, #d4a72c);
  }
}
.two-factor, .two-factor *, .two-factor *::before, .two-factor *::after { box-sizing: border-box; }
/* the frame: a card in the middle of the window, all of it on a phone */
.two-factor.frame { margin: 0; min-height: 100vh; background: var(--ground); }
.two-factor.frame > main, .two-factor.frame > header, .two-factor.frame > footer {
  max-width: var(--two-factor-width, 30rem); margin-inline: auto; padding-inline: 1.5rem;
}
.two-factor.frame > header { padding-top: 1.5rem; }
.two-factor.frame > footer { padding-bottom: 1.5rem; color: var(--muted); font-size: .875rem; }
.two-factor.frame > main {
  margin-block: 1.5rem; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: calc(var(--radius) * 1.5);
}
@media (max-width: 32rem) {
  .two-factor.frame { background: var(--paper); }
  .two-factor.frame > main { margin-block: 0; padding: 1rem; border: 0; border-radius: 0; }
  .two-factor.frame > header, .two-factor.frame > footer { padding-inline: 1rem; }
}
.two-factor h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem; }
.two-factor h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
.two-factor section { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
.two-factor p { margin: 0 0 .75rem; }
.two-factor a { color: var(--accent); }
.two-factor form { margin: 0 0 .75rem; }
.two-factor ul, .two-factor ol { margin: 0 0 .75rem; padding: 0; list-style: none; }
.two-factor li { padding: .75rem 0; }
.two-factor li + li { border-top: 1px solid var(--line); }
.two-factor .entry { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; justify-content: space-between; }
.two-factor .entry > div { flex: 1 1 12rem; }
.two-factor .entry form { flex: none; margin: 0; }
.two-factor .changes { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; }
.two-factor .changes details { margin: 0; }
.two-factor .changes details[open] { flex: 1 0 100%; }
.two-factor .steps { counter-reset: step; }
.two-factor .steps > li { counter-increment: step; position: relative; padding: .25rem 0 .75rem 2.5rem; border: 0; min-height: 2.25rem; }
[dir=rtl] .two-factor .steps > li { padding: .25rem 2.5rem .75rem 0; }
.two-factor .steps > li::before {
  content: counter(step); position: absolute; inset-inline-start: 0; top: .1rem; width: 1.75rem; height: 1.75rem;
  border: 1px solid var(--accent); border-radius: 50%; color: var(--accent); font-weight: 600; line-height: 1.65rem; text-align: center;
}
.two-factor .field { margin-bottom: 1rem; }
.two-factor label, .two-factor dt { font-weight: 600; }
.two-factor dl { margin: 0 0 .75rem; }
.two-factor dd { margin: 0 0 .5rem; }
.two-factor .hint { color: var(--muted); font-size: .875rem; font-weight: 400; margin: .25rem 0 .5rem; display: block; }
.two-factor input[type=text], .two-factor input[type=password] {
  display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .6rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--edge); border-radius: var(--radius);
}
.two-factor input[hidden] { display: none; }
.two-factor input[aria-invalid] { border: 2px solid var(--bad); }
.two-factor input.code { font: 1.5rem/1.2 ui-monospace, monospace; letter-spacing: .2em; }
.two-factor input.recovery-code { font-family: ui-monospace, monospace; text-transform: uppercase; }
.two-factor .choice { display: flex; gap: .6rem; align-items: center; margin-bottom: 1rem; }
.two-factor .choice input { width: 1.5rem; height: 1.5rem; flex: none; margin: .6rem; margin-inline-start: 0; accent-color: var(--accent); }
.two-factor .choice label { flex: 1; padding-block: .65rem; font-weight: 400; cursor: pointer; }
.two-factor button, .two-factor .button {
  display: inline-block; min-height: 2.75rem; padding: .55rem 1rem; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none; color: var(--ink); background: var(--paper); border: 1px solid var(--edge); border-radius: var(--radius);
  cursor: pointer; max-width: 100%; overflow-wrap: break-word;
}
.two-factor button.main, .two-factor .button.main {
  width: 100%; color: var(--on-accent); background: var(--accent); border-color: var(--accent);
}
.two-factor .danger { color: var(--bad); border-color: var(--bad); }
.two-factor :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.two-factor .note:focus { outline: none; }
.two-factor details { margin: 0 0 .75rem; }
.two-factor summary { min-height: 2.75rem; padding-block: .6rem; cursor: pointer; color: var(--accent); }
.two-factor summary.button { padding-block: .55rem; color: var(--ink); list-style: none; }
.two-factor summary.button::-webkit-details-marker { display: none; }
.two-factor summary.button.danger { color: var(--bad); }
.two-factor details[open] > summary { margin-bottom: .75rem; }
.two-factor .help a, .two-factor p > a:only-child:not(.button) { display: inline-block; padding-block: .65rem; }
.two-factor .note { padding: .75rem; border: 1px solid var(--accent); border-radius: var(--radius); background: var(--note-ground); }
.two-factor .note.good { border-color: var(--good); background: var(--good-ground); }
.two-factor .note.warning { border-color: var(--warn-line); background: var(--warn-ground); }
.two-factor .note.error { color: var(--bad); border-color: var(--bad); background: var(--bad-ground); }
.two-factor .account { color: var(--muted); }
.two-factor .account strong { color: var(--ink); }
.two-factor .account bdi { display: inline-block; max-width: 100%; }
.two-factor .state { font-weight: 600; }
.two-factor .state.on { color: var(--good); }
.two-factor .badge { display: inline-block; white-space: nowrap; padding: 0 .5rem; border: 1px solid var(--good); border-radius: 1rem; color: var(--good); font-size: .8rem; }
.two-factor .actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.two-factor .actions form { margin: 0; }
.two-factor .actions.end { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); justify-content: space-between; }
.two-factor .key { display: flex; flex-wrap: wrap; gap: .5rem .75rem; justify-content: space-between; align-items: center; }
.two-factor .key button { flex: none; }
.two-factor .key span { white-space: nowrap; }
/* a phone cannot scan itself: the link comes first there, and the QR code only where somebody asks for it */
.two-factor .on-phone { display: none; }
@media (pointer: coarse) {
  .two-factor .with-camera { display: none; }
  .two-factor .on-phone { display: revert; }
  .two-factor .qr-code:not(:target) { display: none; }
}
/* four pixels a module, however many there are: a code of many is wider than the text, up to the window */
.two-factor .qr-code { display: flex; justify-content: center; }
.two-factor .steps .qr-code { margin-inline-start: -2.5rem; }
.two-factor .qr-code img {
  flex: none; max-width: calc(100vw - 1rem); height: auto; image-rendering: pixelated; border-radius: var(--radius); background: #fff;
}
.two-factor code { font-family: ui-monospace, monospace; font-size: 1.05em; }
.two-factor .recovery-codes { counter-reset: code; }
.two-factor .recovery-codes code { font-size: clamp(.75rem, 4.2vw, 1.05rem); }
.two-factor .recovery-codes li { padding: .25rem 0; border: 0; counter-increment: code; }
.two-factor .scripted, .two-factor .passkey, .two-factor .printed { display: none; }
.two-factor.script .scripted { display: inline-block; }
.two-factor.passkeys .passkey { display: block; }
.two-factor .spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (forced-colors: active) {
  .two-factor button.main, .two-factor .button.main { border: 3px solid ButtonText; }
  .two-factor .danger { border-style: dashed; }
  .two-factor .note.error { border-width: 3px; }
}
@media print {
  .two-factor.frame { background: none; }
  .two-factor.frame > main { border: 0; margin: 0; }
  .two-factor.frame > header, .two-factor.frame > footer, .two-factor .actions, .two-factor form, .two-factor button, .two-factor a,
  .two-factor .note, .two-factor summary { display: none !important; }
  .two-factor details::details-content { content-visibility: visible; }
  .two-factor .printed { display: block; }
  .two-factor .recovery-codes li::before { content: "☐ " counter(code) ". "; }
}
}
`
  },
  'two-factor.js': {
    type: 'text/javascript; charset=utf-8',
    hash: '4ecd27d437',
    text: `// The script of the pages: passkeys, days in the browser's time zone, waits that count down, copy and print buttons, forms that
// are sent once, a reload that asks nothing, a question before codes are left that nobody kept.
'use strict'
const page = document.querySelector('.two-factor[data-address]') ?? document.querySelector('div.two-factor')
const language = document.documentElement.lang || undefined
if (page) {
  page.classList.add('script')
  // the answer to a form has the address of its page: a reload and the way back do not send it again
  if (page.dataset.address) window.history.replaceState(null, '', page.dataset.address)
  const spoken = page.appendChild(document.createElement('p'))
  spoken.className = 'spoken'
  spoken.setAttribute('role', 'status')

  page.addEventListener('click', async event => {
    const button = event.target.closest('button')
    if (button === null) return
    if (button.dataset.passkey) {
      event.preventDefault()
      return await ask(button, button.closest('[data-options]').dataset)
    }
    if (button.dataset.print !== undefined) window.print()
    if (button.dataset.copy === undefined || button.dataset.label !== undefined) return
    const source = document.getElementById(button.dataset.copy)
    const items = [...source.querySelectorAll('li')].map(item => item.textContent.trim())
    try {
      await navigator.clipboard.writeText(items.join('\\n') || source.textContent.replaceAll(' ', ''))
      button.dataset.label = button.textContent
      button.textContent = spoken.textContent = button.dataset.copied
      setTimeout(() => {
        button.textContent = button.dataset.label
        delete button.dataset.label
        spoken.textContent = ''
      }, 3000)
    } catch {
      window.getSelection().selectAllChildren(source)
    }
  })

  // a second press while the first is under way changes nothing: it would take that one back, and the session of its answer be
  // lost; after Stop and Back the form can be sent again
  let sent = new WeakMap()
  const isUnderWay = form => performance.now() - (sent.get(form) ?? -Infinity) < 2000
  let leaves = false
  const leave = form => {
    sent.set(form, performance.now())
    leaves = true
  }
  page.addEventListener('submit', event => {
    if (isUnderWay(event.target)) event.preventDefault()
    else leave(event.target)
  })

  const bytes = text => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), sign => sign.charCodeAt())
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=/g, '')
  const note = document.createElement('p')
  note.className = 'note error'
  let asks = false
  // in the press itself: some browsers ask at no other time
  const ask = async ({ form, dataset: { passkey } }, { options, failed, registered }) => {
    if (asks || isUnderWay(form) || !form.reportValidity()) return
    asks = true
    spoken.textContent = ''
    page.querySelector('form > .error')?.remove()
    try {
      const publicKey = JSON.parse(options)
      const { user, allowCredentials = [user], excludeCredentials = [] } = publicKey
      for (const one of [...allowCredentials, ...excludeCredentials]) one.id = bytes(one.id)
      publicKey.challenge = bytes(publicKey.challenge)
      const { id, type, response } = await navigator.credentials[passkey]({ publicKey })
      // field by field: toJSON fails with some password managers
      const answer = { transports: response.getTransports?.() }
      for (const key of ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']) {
        if (response[key]) answer[key] = text(response[key])
      }
      form.addEventListener('formdata', ({ formData }) => {
        formData.delete('code')
        formData.set('credential', JSON.stringify({ id, rawId: id, type, response: answer }))
      }, { once: true })
      leave(form)
      form.submit()
    } catch ({ name }) {
      note.textContent = spoken.textContent = name === 'InvalidStateError' ? registered : failed
      form.prepend(note)
    }
    asks = false
  }
  if (window.PublicKeyCredential) {
    page.classList.add('passkeys')
    page.querySelector('.passkey [autofocus]')?.focus()
    const accepted = page.querySelector('[data-accepted]')?.dataset.accepted
    if (accepted) window.PublicKeyCredential.signalAllAcceptedCredentials?.(JSON.parse(accepted)).catch(() => {})
  }

  window.addEventListener('pageshow', () => {
    leaves = asks = false
    sent = new WeakMap()
  })
  if (page.querySelector('[data-leaving]')) {
    window.addEventListener('beforeunload', event => {
      if (!leaves) event.preventDefault()
    })
  }

  // the key is printed, folded away or not
  window.addEventListener('beforeprint', () => {
    document.getElementById('key')?.closest('details')?.setAttribute('open', '')
  })

  const formats = { day: { dateStyle: 'medium' }, moment: { dateStyle: 'medium', timeStyle: 'short' }, time: { timeStyle: 'short' } }
  for (const time of page.querySelectorAll('time[data-told]')) {
    time.textContent = new Intl.DateTimeFormat(language, formats[time.dataset.told]).format(new Date(time.dateTime))
  }

  // in steps of ten seconds, so that nobody is talked to all the time
  for (const wait of page.querySelectorAll('[data-wait]')) {
    const format = new Intl.RelativeTimeFormat(language)
    const end = performance.now() + Number(wait.dataset.wait) * 1000
    const tick = () => {
      const left = Math.ceil((end - performance.now()) / 1000)
      wait.closest('.note')?.setAttribute('role', 'status')
      const [size, unit] = left <= 90 ? [1, 'second'] : left <= 5400 ? [60, 'minute'] : [3600, 'hour']
      wait.textContent = left > 0 ? format.format(Math.ceil(left / size), unit) : wait.dataset.over
      if (left > 0) setTimeout(tick, Math.min(left, left % 10 || 10) * 1000)
    }
    setTimeout(tick, (Number(wait.dataset.wait) % 10 || 10) * 1000)
  }
}
`
  }
} as const
