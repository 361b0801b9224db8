import { html } from 'ghtml'

/** What was wrong with a form. */
export interface FormError {
  text: string
  /** Name of the field that it is about. */
  field?: string | undefined
}

interface Field {
  /** Its id, too. */
  name: string
  label: string
  type?: 'text' | 'password'
  autocomplete: string
  value?: string | undefined
  hint?: string
  /** Further attributes, as HTML. */
  attributes?: string
  autofocus?: boolean
}

/** What went wrong, announced to screen readers; it has the focus where it is about no field. */
export function errorNote (error: FormError | undefined): string {
  if (error === undefined) return ''
  return html`<p class="note error" role="alert" id="error"!${error.field === undefined ? ' tabindex="-1" autofocus' : ''}>${error.text}</p>`
}

/** A field with its label. One that an error is about says so, and has the focus. */
export function field (
  error: FormError | undefined,
  { name, label, type = 'text', autocomplete, value, hint, attributes = '', autofocus = false }: Field
): string {
  const isInvalid = error?.field === name
  const describedBy = [isInvalid ? 'error' : '', hint === undefined ? '' : `${name}-hint`].filter(Boolean).join(' ')
  return html`<div class="field">
<label for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required !${attributes}
!${value === undefined ? '' : html` value="${value}"`}!${describedBy === '' ? '' : html` aria-describedby="${describedBy}"`}!${
  isInvalid ? ' aria-invalid="true" autofocus' : error === undefined && autofocus ? ' autofocus' : ''}>
!${hint === undefined ? '' : html`<p class="hint" id="${name}-hint">${hint}</p>`}
</div>`
}

/** The name that a new or current password belongs to, for password managers. */
export function hiddenUsername (username: string): string {
  return html`<input type="text" autocomplete="username" value="${username}" hidden>`
}
