import axe from 'axe-core'
import type { ElementHandle, Page } from 'playwright-core'
import type { Test } from 'tap'

/** What a page should be. */
export interface Expected {
  title: string
  error: string | undefined
  language: string
  isPhone: boolean
}

/** Languages whose pages are examined in every look, and by axe; the others on a narrow screen, for what long texts may break. */
const THOROUGH = ['en', 'it', 'ar']

interface Look { colorScheme: 'light' | 'dark', forcedColors: 'none' | 'active', width: number, textSize: string, rules: readonly string[] | undefined }

const NARROW: Look = { colorScheme: 'light', forcedColors: 'none', width: 320, textSize: '100%', rules: [] }

// in the later looks only colors and sizes are others
const looks: readonly Look[] = [
  { colorScheme: 'light', forcedColors: 'none', width: 1280, textSize: '100%', rules: undefined },
  { colorScheme: 'dark', forcedColors: 'none', width: 320, textSize: '100%', rules: ['color-contrast', 'target-size'] },
  { colorScheme: 'light', forcedColors: 'active', width: 360, textSize: '100%', rules: [] },
  { colorScheme: 'light', forcedColors: 'none', width: 360, textSize: '200%', rules: [] }
]

/**
 * Examines a page with everything unfolded, in light and dark, wide and narrow, with forced colors and large text: by axe, for
 * what sticks out, for its fields, buttons, title and error. Gives what the page says, to eyes and to screen readers.
 */
export async function inspect (t: Test, page: Page, { title, error, language, isPhone }: Expected): Promise<string> {
  const name = error === undefined ? title : `${title}: ${error}`
  t.strictSame(await namesOf(page), { lang: language, isTitled: true, isErrorTitled: error !== undefined }, `it has its language and title: ${name}`)
  if (error !== undefined) t.equal(await focusOf(page), '', `an error has the focus, or its field, which is tied to it: ${name}`)
  const folded = await page.locator('details:not([open])').elementHandles()
  await unfold(folded, true)
  const isThorough = THOROUGH.includes(language)
  if (isThorough) await page.evaluate(axe.source)
  for (const { colorScheme, forcedColors, width, textSize, rules } of isThorough ? looks.slice(0, isPhone ? 1 : undefined) : [NARROW]) {
    const look = `${colorScheme}, forced colors ${forcedColors}, ${width} px, text at ${textSize}: ${name}`
    await page.emulateMedia({ colorScheme, forcedColors })
    if (!isPhone) await page.setViewportSize({ width, height: 800 })
    await page.evaluate(textSize => { document.documentElement.style.setProperty('font-size', textSize) }, textSize)
    if (rules?.length !== 0) t.strictSame(await axeFindings(page, rules), [], `axe finds nothing, ${look}`)
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing sticks out, ${look}`)
    t.strictSame(await smallTargets(page), [], `what is pressed is 44 px high, ${look}`)
    if (forcedColors === 'active') t.strictSame(await borderlessNotes(page), [], `notes and buttons are told from text, ${look}`)
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
  await page.evaluate(() => { document.documentElement.style.removeProperty('font-size') })
  t.strictSame(await oddFields(page), [], `fields say what goes into them: ${name}`)
  const text = await textOf(page)
  await unfold(folded, false)
  return text
}

async function unfold (folded: ElementHandle[], open: boolean): Promise<void> {
  await Promise.all(folded.map(async details => { await details.evaluate((details, open) => { (details as HTMLDetailsElement).open = open }, open) }))
}

async function textOf (page: Page): Promise<string> {
  return await page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label], [alt], [data-copied], [data-over], [data-options]')].flatMap(element =>
      ['aria-label', 'alt', 'data-copied', 'data-over', 'data-failed', 'data-registered'].map(name => element.getAttribute(name)))
    const files = [...document.querySelectorAll('[download]')].map(link => decodeURIComponent((link as HTMLAnchorElement).href))
    return [document.title, document.body.innerText, ...labels, ...files].join('\n')
  })
}

/** The language of the page, and whether its title says what stands above it, and that there is an error. */
async function namesOf (page: Page): Promise<{ lang: string, isTitled: boolean, isErrorTitled: boolean }> {
  return await page.evaluate(() => {
    const { title, documentElement } = document
    const heading = document.querySelector('h1')!.textContent!
    return { lang: documentElement.lang, isTitled: title.includes(heading), isErrorTitled: !title.startsWith(heading) }
  })
}

/** What is wrong with the focus after an error; nothing where the error, or the field that it is about, has it. */
async function focusOf (page: Page): Promise<string> {
  return await page.evaluate(async () => {
    // a browser gives it when it draws the page, which a busy machine does later
    for (let frame = 0; document.activeElement === document.body && frame < 100; frame++) await new Promise(resolve => { requestAnimationFrame(resolve) })
    const element = document.activeElement!
    if (element.id === 'error') return ''
    const isTied = element.getAttribute('aria-invalid') === 'true' && element.getAttribute('aria-describedby')?.split(' ').includes('error') === true
    return isTied ? '' : element.outerHTML.slice(0, 200)
  })
}

/** What axe finds by the rules of WCAG 2.2 and its best practices, or by these rules alone. */
async function axeFindings (page: Page, rules: readonly string[] | undefined): Promise<string[]> {
  return await page.evaluate(async rules => {
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run({
      resultTypes: ['violations'],
      rules: { 'target-size': { enabled: true } },
      ...(rules && { runOnly: [...rules] })
    })
    return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html}: ${node.failureSummary}`))
  }, rules)
}

/** Buttons, links that stand alone, fields, check boxes with their labels and what unfolds, that a finger may miss. */
async function smallTargets (page: Page): Promise<string[]> {
  return await page.locator('.two-factor :is(button, .button, summary, input:not([type=checkbox]), .choice label, p > a:only-child)').evaluateAll(targets => targets
    .map(target => ({ target, box: target.getBoundingClientRect() }))
    .filter(({ box }) => box.height > 0 && box.height < 43.9)
    .map(({ target, box }) => `${box.height}: ${target.outerHTML.slice(0, 120)}`))
}

/** Notes and buttons that are told from the text only by colors which are not there. */
async function borderlessNotes (page: Page): Promise<string[]> {
  return await page.locator('.note, button, .button').evaluateAll(elements => elements
    .filter(element => element.getBoundingClientRect().height > 0 && Number.parseFloat(getComputedStyle(element).borderTopWidth) < 1)
    .map(({ outerHTML }) => outerHTML.slice(0, 120)))
}

/** Fields of codes and passwords that phones and password managers would not know. */
async function oddFields (page: Page): Promise<string[]> {
  return await page.locator('input').evaluateAll(inputs => (inputs as HTMLInputElement[]).filter(({ name, id, type, autocomplete, inputMode }) => {
    if (name === 'code' && id !== 'recovery-code') return autocomplete !== 'one-time-code' || inputMode !== 'numeric' || type !== 'text'
    if (name === 'newPassword') return autocomplete !== 'new-password' || type !== 'password'
    return type === 'password' && autocomplete !== 'current-password'
  }).map(({ outerHTML }) => outerHTML))
}
