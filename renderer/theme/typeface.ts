const OWN = 'Noto Sans SC Variable';

/**
 * The page's own typeface in one step: file by file as they come, each would lay out the whole page once more, and the first
 * picture would wait for what stands in for them. A file that cannot be read is left out.
 */
export async function applyTypeface({ fonts, documentElement }: Document): Promise<void> {
  const own = [...fonts].filter(({ family }) => family.replaceAll('"', '') === OWN);
  await Promise.allSettled(own.map((face) => face.load()));
  documentElement.dataset['typeface'] = 'own';
}
