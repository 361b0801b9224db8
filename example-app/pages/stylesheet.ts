/** The stylesheet of the application's pages: light and dark, for screens from 320 px on. */
export const stylesheet = `:root { color-scheme: light dark; --line: #8c959f; --main: #0b5cad; --on-main: #fff; --bad: #a40e26; }
@media (prefers-color-scheme: dark) { :root { --main: #6cb1ff; --on-main: #08203a; --bad: #ff8f8a; } }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; color: CanvasText; background: Canvas; font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 30rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; line-height: 1.25; }
a { color: var(--main); }
ul { padding: 0; list-style: none; }
li { padding: .5rem 0; border-top: 1px solid var(--line); }
label { display: block; margin-top: 1rem; font-weight: 600; }
input { width: 100%; padding: .6rem .75rem; font: inherit; border: 1px solid var(--line); border-radius: .5rem; }
input[type="checkbox"], input[type="checkbox"] + label { display: inline; width: auto; font-weight: 400; }
button { min-height: 2.75rem; margin: 1rem 0; padding: .5rem 1rem; font: inherit; font-weight: 600;
  border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; }
button.main { width: 100%; color: var(--on-main); background: var(--main); border-color: var(--main); }
li button { margin: .5rem 0 0; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
.note { padding: .75rem; border: 1px solid; border-radius: .5rem; }
.error { color: var(--bad); }
`
