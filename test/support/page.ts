export interface Form {
  action: string
  method: string
  /** Names of the fields, with the value they have. */
  fields: Record<string, string>
  text: string
}

const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }

export function unescapeHtml (text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (entity, code: string | undefined, name: string) => {
    const character = code === undefined ? names[name] : String.fromCodePoint(Number(code))
    if (character === undefined) throw new Error(`unknown entity ${entity}`)
    return character
  })
}

/** The text of a piece of HTML, without its tags. */
export function textOf (html: string): string {
  return unescapeHtml(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()
}

/** The forms of a page, in their order. */
export function formsOf (html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => ({
    action: attribute(attributes, 'action') ?? '',
    method: attribute(attributes, 'method') ?? 'get',
    fields: Object.fromEntries([...content.matchAll(/<input([^>]*)>/g)].map(([, input = '']) => [attribute(input, 'name') ?? '', attribute(input, 'value') ?? ''])),
    text: textOf(content)
  }))
}

/** The form that posts to this path. */
export function formTo (html: string, action: string): Form | undefined {
  return formsOf(html).find(form => form.action === action)
}

/** What went wrong, as it is announced. */
export function alertOf (html: string): string | undefined {
  const note = /<p class="note error" role="alert">(.*?)<\/p>/s.exec(html)
  return note === null ? undefined : textOf(note[1]!)
}

export function titleOf (html: string): string {
  return textOf(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')
}

/** The links of a page, in their order. */
export function linksOf (html: string): string[] {
  return [...html.matchAll(/<a ([^>]*)>/g)].map(([, attributes = '']) => attribute(attributes, 'href') ?? '')
}

function attribute (attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)
  return found === null ? undefined : unescapeHtml(found[1]!)
}
