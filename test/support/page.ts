export interface Form {
  action: string
  method: string
  /** Names of the fields, with the value they have; what has no name is not sent. */
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

/** Elements that stand within a line. */
const INLINE = /<\/?(?:bdi|span|strong|time)\b[^>]*>/g

/** The text of a piece of HTML, without its tags. */
export function textOf (html: string): string {
  return unescapeHtml(html.replace(INLINE, '').replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim()
}

/** The text of a piece of HTML, line by line: what stands between its tags, but for those within a line. */
export function linesOf (html: string): string[] {
  return html.replace(INLINE, '').split(/<[^>]*>/).map(textOf).filter(text => text !== '')
}

/** The forms of a page, in their order. */
export function formsOf (html: string): Form[] {
  return [...html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)].map(([, attributes = '', content = '']) => ({
    action: attribute(attributes, 'action') ?? '',
    method: attribute(attributes, 'method') ?? 'get',
    fields: Object.fromEntries([...content.matchAll(/<input([^>]*)>/g)].flatMap(([, input = '']) => {
      const name = attribute(input, 'name')
      return name === undefined ? [] : [[name, attribute(input, 'value') ?? '']]
    })),
    text: textOf(content)
  }))
}

/** The form that posts to this path. */
export function formTo (html: string, action: string): Form | undefined {
  return formsOf(html).find(form => form.action === action)
}

/** What went wrong, as it is announced. */
export function alertOf (html: string): string | undefined {
  const note = /<p class="note error" role="alert" id="error"[^>]*>(.*?)<\/p>/s.exec(html)
  return note === null ? undefined : textOf(note[1]!)
}

/** What was done, as it is announced: each notice. */
export function noticesOf (html: string): string[] {
  return [...html.matchAll(/<p class="note good" role="status">(.*?)<\/p>/gs)].map(([, note]) => textOf(note!))
}

/** The other notes of a page: what holds, without being announced. */
export function notesOf (html: string): string[] {
  return [...html.matchAll(/<p class="note(?: \w+)?">(.*?)<\/p>/gs)].map(([, note]) => textOf(note!))
}

export function titleOf (html: string): string {
  return textOf(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')
}

/** The heading of a page, which must have one. */
export function headingOf (html: string): string {
  const [heading, ...others] = [...html.matchAll(/<h1>(.*?)<\/h1>/gs)].map(([, text]) => textOf(text!))
  if (heading === undefined || others.length > 0) throw new Error(`a page has one heading: ${[heading, ...others].join(', ')}`)
  return heading
}

/** The links of a page, in their order. */
export function linksOf (html: string): string[] {
  return [...html.matchAll(/<a ([^>]*)>/g)].map(([, attributes = '']) => attribute(attributes, 'href') ?? '')
}

function attribute (attributes: string, name: string): string | undefined {
  const found = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes)
  return found === null ? undefined : unescapeHtml(found[1]!)
}

/** An element of a page. */
export interface PageElement {
  name: string
  attributes: Record<string, string>
  /** Its text, with that of everything in it. */
  text: string
  /** The elements that it stands in, the innermost first. */
  within: PageElement[]
}

const VOID = ['br', 'hr', 'img', 'input', 'link', 'meta']

/** The elements of a page, in their order. Throws where one is not closed, or closed where it does not stand. */
export function elementsOf (html: string): PageElement[] {
  const elements: PageElement[] = []
  const open: { element: PageElement, from: number }[] = []
  for (const { 0: tag, 1: closes, 2: name = '', 3: attributes = '', index } of html.matchAll(/<(\/?)([a-z][a-z0-9]*)((?:\s+[\w-]+(?:="[^"]*")?)*)\s*>/g)) {
    if (closes === '/') {
      const { element, from } = open.pop()!
      if (element.name !== name) throw new Error(`</${name}> closes <${element.name}>`)
      element.text = textOf(html.slice(from, index))
      continue
    }
    const given = [...attributes.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, key, value = '']) => [key, unescapeHtml(value)])
    const element: PageElement = { name, attributes: Object.fromEntries(given), text: '', within: open.map(({ element }) => element).reverse() }
    elements.push(element)
    if (!VOID.includes(name)) open.push({ element, from: index + tag.length })
  }
  if (open.length > 0) throw new Error(`not closed: ${open.map(({ element }) => element.name).join(', ')}`)
  return elements
}

/** Whether an element is seen: it is not hidden, and nothing that is folded away holds it, unless it is what unfolds that. */
export function isVisible (element: PageElement): boolean {
  return [element, ...element.within].every(({ name, attributes }, index, path) => {
    if ('hidden' in attributes) return false
    return index === 0 || name !== 'details' || 'open' in attributes || path[index - 1]!.name === 'summary'
  })
}

/** A button or link of a page, with where it leads: by the form that it sends, or by itself. */
export interface Control {
  text: string
  to: string
}

/** What the page wants its reader to do first: the visible controls of the kind `main`. */
export function mainControls (html: string): Control[] {
  const main = elementsOf(html).filter(({ attributes: { class: kinds = '' } }) => kinds.split(' ').includes('main'))
  return main.filter(isVisible).map(({ text, attributes, within }) => ({
    text,
    to: attributes['href'] ?? within.find(({ name }) => name === 'form')?.attributes['action'] ?? ''
  }))
}
