import { html } from 'ghtml'
import type { LayoutModel, TwoFactorPage } from './page.js'

/** The frame of every page, with what the application puts above and below. */
export const layout: TwoFactorPage<LayoutModel> = ({ title, head, body, header, footer }, { language, dir }) => html`<!doctype html>
<html lang="${language}" dir="${dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
!${head}
</head>
<body class="two-factor frame">
!${header === '' ? '' : html`<header>!${header}</header>`}
<main>
!${body}
</main>
!${footer === '' ? '' : html`<footer>!${footer}</footer>`}
</body>
</html>
`
