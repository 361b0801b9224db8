// The script of the pages. It only adds comfort: days in the browser's time zone, waits that count down, copy and print buttons,
// a form that is sent once, a reload that asks nothing, a question before codes are left that nobody kept.
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
    if (button.dataset.print !== undefined) window.print()
    if (button.dataset.copy === undefined || button.dataset.label !== undefined) return
    const source = document.getElementById(button.dataset.copy)
    const items = [...source.querySelectorAll('li')].map(item => item.textContent.trim())
    try {
      await navigator.clipboard.writeText(items.length > 0 ? items.join('\n') : source.textContent.replaceAll(' ', ''))
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

  // a second press while the first is under way changes nothing; after Stop the form can be sent again
  const sent = new WeakMap()
  let leaves = false
  page.addEventListener('submit', event => {
    if (performance.now() - (sent.get(event.target) ?? -Infinity) < 2000) return event.preventDefault()
    sent.set(event.target, performance.now())
    leaves = true
  })
  window.addEventListener('pageshow', () => { leaves = false })
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
      if (left <= 0) {
        wait.textContent = wait.dataset.over
        return
      }
      if (left <= 90) wait.textContent = format.format(left, 'second')
      else if (left <= 5400) wait.textContent = format.format(Math.ceil(left / 60), 'minute')
      else wait.textContent = format.format(Math.ceil(left / 3600), 'hour')
      setTimeout(tick, Math.min(left, left % 10 || 10) * 1000)
    }
    setTimeout(tick, (Number(wait.dataset.wait) % 10 || 10) * 1000)
  }
}
