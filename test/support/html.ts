import { HtmlValidate } from 'html-validate'

const validate = new HtmlValidate({
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // a matter of style, not of HTML
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    'no-implicit-button-type': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off'
  }
})

/** What is wrong with a page by the HTML standard and for screen readers. */
export async function htmlFindings (body: string): Promise<string[]> {
  const { results } = await validate.validateString(body)
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `${ruleId}: ${message}: ${body.split('\n')[line - 1]?.slice(0, 160)}`))
}
