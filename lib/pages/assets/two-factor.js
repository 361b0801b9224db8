// The script of the pages: passkeys, days in the browser's time zone, waits that count down, copy and print buttons, forms that
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
      await navigator.clipboard.writeText(items.join('\n') || source.textContent.replaceAll(' ', ''))
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
  const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '')
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
