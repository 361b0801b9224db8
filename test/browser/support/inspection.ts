import axe from 'axe-core'
import type { ElementHandle, Page } from 'playwright-core'
import type { Test } from 'tap'

// in the second look only colors and sizes are others
const looks = [
  { colorScheme: 'light', width: 1280, rules: undefined },
  { colorScheme: 'dark', width: 320, rules: ['color-contrast', 'target-size'] }
] as const

/**
 * Examines a page with everything unfolded, in light and dark, wide and narrow: by axe, for what sticks out, and for
 * its fields. Gives what the page says, to eyes and to screen readers.
 */
export async function inspect (t: Test, page: Page, title: string): Promise<string> {
  const folded = await page.locator('details:not([open])').elementHandles()
  await unfold(folded, true)
  await page.evaluate(axe.source)
  for (const { colorScheme, width, rules } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 800 })
    t.strictSame(await axeFindings(page, rules), [], `axe finds nothing, ${colorScheme}: ${title}`)
    t.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `nothing sticks out at ${width} px: ${title}`)
  }
  t.strictSame(await oddFields(page), [], `fields say what goes into them: ${title}`)
  const text = await textOf(page)
  await unfold(folded, false)
  return text
}

async function unfold (folded: ElementHandle[], open: boolean): Promise<void> {
  await Promise.all(folded.map(async details => { await details.evaluate((details, open) => { (details as HTMLDetailsElement).open = open }, open) }))
}

async function textOf (page: Page): Promise<string> {
  return await page.evaluate(() => {
    const labels = [...document.querySelectorAll('[aria-label], [alt]')].map(element => element.getAttribute('aria-label') ?? element.getAttribute('alt'))
    return [document.body.innerText, ...labels].join('\n')
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

/** Fields of codes and passwords that phones and password managers would not know. */
async function oddFields (page: Page): Promise<string[]> {
  return await page.locator('input').evaluateAll(inputs => (inputs as HTMLInputElement[]).filter(({ name, id, type, autocomplete, inputMode }) => {
    if (name === 'code' && id !== 'recovery-code') return autocomplete !== 'one-time-code' || inputMode !== 'numeric' || type !== 'text'
    if (name === 'newPassword') return autocomplete !== 'new-password' || type !== 'password'
    return type === 'password' && autocomplete !== 'current-password'
  }).map(({ outerHTML }) => outerHTML))
}
