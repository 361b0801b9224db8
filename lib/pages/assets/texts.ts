// Written by `npm run assets` from the files beside it: change those.

/** The assets of the pages by their names, each with the beginning of the SHA-256 of its text. */
export const assets = {
  'two-factor.css': {
    type: 'text/css; charset=utf-8',
    hash: '766171d8ed',
    text: `/* The stylesheet of the pages: light and dark, from 320 px on, system fonts, nothing loaded. */
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --paper: #fff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de;
  --main: #0b5cad; --on-main: #fff; --good: #116329; --bad: #a40e26; --bad-ground: #fff0ee; --note-ground: #eef4fb;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1216; --paper: #181c22; --ink: #e6e9ed; --soft: #9aa4af; --line: #3a424c;
    --main: #6cb1ff; --on-main: #08203a; --good: #63d07f; --bad: #ff8f8a; --bad-ground: #3a1a1c; --note-ground: #16283c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main {
  max-width: 30rem; margin: 2rem auto; padding: 1.5rem; background: var(--paper); border: 1px solid var(--line); border-radius: .75rem;
}
@media (max-width: 32rem) { main { margin: 0; padding: 1rem; border: 0; border-radius: 0; min-height: 100vh; } }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
section { margin-top: 1.5rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }
p { margin: 0 0 .75rem; }
a { color: var(--main); }
form { margin: 0 0 .75rem; }
ul, ol { margin: 0 0 .75rem; padding: 0; list-style: none; }
li { padding: .5rem 0; }
li form { margin: .5rem 0 0; }
li.entry { display: flex; gap: .75rem; align-items: center; justify-content: space-between; }
li.entry form { flex: none; margin: 0; }
li + li { border-top: 1px solid var(--line); }
.field { margin-bottom: 1rem; }
label { font-weight: 600; }
.hint { color: var(--soft); font-size: .875rem; font-weight: 400; margin: .25rem 0 0; display: block; }
input[type=text], input[type=password] {
  display: block; width: 100%; margin-top: .25rem; padding: .6rem .75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem;
}
input.code { font: 1.5rem/1.2 ui-monospace, monospace; letter-spacing: .2em; }
input.recovery-code { font-family: ui-monospace, monospace; text-transform: uppercase; }
.choice { display: flex; gap: .6rem; align-items: center; margin-bottom: 1rem; min-height: 1.5rem; }
.choice input { width: 1.25rem; height: 1.25rem; flex: none; margin: 0; accent-color: var(--main); }
.choice label { font-weight: 400; }
button, .button {
  display: inline-block; min-height: 2.75rem; padding: .55rem 1rem; font: inherit; font-weight: 600; text-align: center;
  text-decoration: none;
  color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; cursor: pointer; overflow-wrap: normal;
}
button.main, .button.main { width: 100%; color: var(--on-main); background: var(--main); border-color: var(--main); }
button.danger { color: var(--bad); border-color: var(--bad); }
button:disabled { opacity: .6; cursor: progress; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
details { margin: 0 0 .75rem; }
summary { min-height: 1.75rem; cursor: pointer; color: var(--main); }
details[open] > summary { margin-bottom: .75rem; }
.note { padding: .75rem; border-radius: .5rem; background: var(--note-ground); }
.note.error { color: var(--bad); background: var(--bad-ground); }
.state { font-weight: 600; }
.state.on { color: var(--good); }
.badge { padding: 0 .5rem; border: 1px solid var(--good); border-radius: 1rem; color: var(--good); font-size: .8rem; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.actions form { margin: 0; }
.actions.end { margin: 1.5rem 0 0; padding-top: 1.25rem; border-top: 1px solid var(--line); justify-content: space-between; }
.key button { flex: none; }
.key {
  justify-content: space-between; flex-wrap: nowrap; margin-bottom: 1rem; padding: .5rem .75rem;
  border: 1px dashed var(--line); border-radius: .5rem;
}
.this-device { text-align: center; }
/* four pixels a module, however many there are: a code of many is wider than the text, up to the window */
.qr-code { display: flex; justify-content: center; }
.qr-code img { flex: none; max-width: calc(100vw - 1rem); height: auto; image-rendering: pixelated;
  border-radius: .5rem; background: #fff; }
code { font-family: ui-monospace, monospace; font-size: 1.05em; }
.recovery-codes code { font-size: clamp(.8rem, 4.6vw, 1.05rem); }
.recovery-codes li { padding: .25rem 0; border: 0; }
.scripted { display: none; }
.script .scripted { display: inline-block; }
@media print { body { background: none; } main { border: 0; margin: 0; } .actions, a, button { display: none; } }
`
  },
  'two-factor.js': {
    type: 'text/javascript; charset=utf-8',
    hash: 'a8dbfa5735',
    text: `// The script of the pages. It only adds comfort: days in the browser's time zone, copy and print buttons,
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
    await navigator.clipboard.writeText(items.length > 0 ? items.join('\\n') : source.textContent.replaceAll(' ', ''))
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
`
  }
} as const
