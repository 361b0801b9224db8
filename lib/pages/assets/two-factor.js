// The script of the pages. It only adds comfort: days in the browser's time zone, copy and print buttons,
// a form that is sent once, a reload that asks nothing.
'use strict'
document.documentElement.classList.add('script')
// the answer to a form has the address of its page: a reload and the way back do not send it again
const { address } = document.body.dataset
if (address) window.history.replaceState(null, '', address)
document.addEventListener('click', async event => {
  const button = event.target.closest('button')
  if (button === null) return
  if (button.dataset.print !== undefined) window.print()
  if (button.dataset.copy === undefined) return
  const source = document.getElementById(button.dataset.copy)
  const items = [...source.querySelectorAll('li')].map(item => item.textContent.trim())
  try {
    await navigator.clipboard.writeText(items.length > 0 ? items.join('\n') : source.textContent.replaceAll(' ', ''))
    button.textContent = button.dataset.copied
  } catch {
    window.getSelection().selectAllChildren(source)
  }
})
document.addEventListener('submit', event => {
  for (const button of event.target.querySelectorAll('button')) button.disabled = true
})
window.addEventListener('pageshow', () => {
  for (const button of document.querySelectorAll('button')) button.disabled = false
})
const day = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: 'medium' })
for (const time of document.querySelectorAll('time[data-text]')) {
  time.textContent = time.dataset.text.replaceAll('{date}', () => day.format(new Date(time.dateTime)))
}
