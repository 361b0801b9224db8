/** A key in a square, for `/favicon.ico`, which browsers ask for; it may be an SVG. */
export const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">' +
  '<rect width="16" height="16" rx="3" fill="#0b5cad"/>' +
  '<path d="M5 5a3 3 0 1 0 2.8 4H10v2h2V9h1V7H7.8A3 3 0 0 0 5 5m0 2a1 1 0 1 1 0 2 1 1 0 0 1 0-2" fill="#fff"/></svg>'
