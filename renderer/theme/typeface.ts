const OWN = 'Noto Sans SC Variable';
/** The files that the app's own words hardly need: each is read when a text has one of its characters. */
const RARE = 'Noto Sans SC Rare';
/** Nobody waits longer for a text because of its looks. */
const PATIENCE_MS = 400;

/**
 * The page's own typeface in one step: file by file as they come, each would lay out the whole page once more, and the first
 * picture would wait for what stands in for them. A file that cannot be read is left out.
 */
export async function applyTypeface({ fonts, documentElement }: Document): Promise<void> {
  const own = [...fonts].filter(({ family }) => family.replaceAll('"', '') === OWN);
  await Promise.allSettled(own.map((face) => face.load()));
  documentElement.dataset['typeface'] = 'own';
}

/**
 * Reads what `text` needs before it is shown, and waits until the page stands again: each file that comes has all of it laid
 * out once more, and that shall not fall together with drawing the text.
 */
export async function fetchLetters({ fonts }: Document, text: string): Promise<void> {
  const letters = [...new Set(text)].join('');
  const read = Promise.allSettled([OWN, RARE].map((family) => fonts.load(`1em "${family}"`, letters))).then(laidOut);
  await Promise.race([read, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
}

function laidOut(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
