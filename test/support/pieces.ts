/** The first piece of the text of that many characters that stands in another text. */
export function pieceOf (whole: string, text: string, length = 16): string | undefined {
  const pieces = piecesOf(whole, length)
  return [...piecesOf(text, length)].find(piece => pieces.has(piece))
}

function piecesOf (text: string, length: number): ReadonlySet<string> {
  return new Set(Array.from({ length: Math.max(0, text.length - length + 1) }, (_, at) => text.slice(at, at + length)))
}
