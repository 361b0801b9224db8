import type { Locator, Page } from 'playwright-core'

/** How a person uses a page. */
export interface Hand {
  /** A button, a link, a check box, or something to unfold. */
  press (target: Locator): Promise<void>
  write (field: Locator, text: string): Promise<void>
}

export const mouse: Hand = {
  async press (target) { await target.click() },
  async write (field, text) { await field.fill(text) }
}

/** Nothing but Tab, Enter and Space, and the keys of what is typed. The focus is seen wherever it stops. */
export const keyboard: Hand = {
  async press (target) {
    await tabTo(target)
    const isLink = await target.evaluate(element => element.tagName === 'A')
    await target.page().keyboard.press(isLink ? 'Enter' : 'Space')
  },
  async write (field, text) {
    await tabTo(field)
    // what the browser filled in again is selected by Tab, and written over
    await field.page().keyboard.type(text)
  }
}

const MOST_STOPS = 60

async function tabTo (target: Locator): Promise<void> {
  const page = target.page()
  await target.waitFor()
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await target.evaluate(element => element === document.activeElement)) return await seesFocus(page)
    await page.keyboard.press('Tab')
  }
  throw new Error(`${String(target)} is not reached by Tab`)
}

/** An outline of at least two pixels, within the window. */
async function seesFocus (page: Page): Promise<void> {
  const { tag, outline, width, inView } = await page.evaluate(() => {
    const element = document.activeElement!
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    const { top, bottom } = element.getBoundingClientRect()
    return { tag: element.outerHTML.slice(0, 80), outline: outlineStyle, width: Number.parseFloat(outlineWidth), inView: bottom > 0 && top < innerHeight }
  })
  if (outline === 'none' || width < 2 || !inView) throw new Error(`the focus on ${tag} is not seen`)
}
