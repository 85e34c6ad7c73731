import { mkdirSync } from 'node:fs';
import { REAL_EVIDENCE, realEvidence } from '../helpers/realEvidence.ts';
import { expect, test } from './app.ts';

// Files made from recorded headers and proofs of public chains, opened in the real window.

// The app is shared with the other files: what was opened here is closed again.
test.afterEach(({ running: { page } }) => page.reload());

for (const name of REAL_EVIDENCE) {
  const evidence = realEvidence(name);
  test(`evidence of a real chain passes in the Evidence screen: ${name}`, async ({ running: { page } }) => {
    test.skip(evidence === undefined, 'the recordings of real chains are not at hand: 1 case skipped');
    await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '存证核验' }).click();
    await expect(page.locator('.evidence-empty, .evidence-report')).toBeVisible();
    await page.evaluate(
      ([base64, fileName]) => {
        const bytes = Uint8Array.from(atob(base64 as string), (character) => character.charCodeAt(0));
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([bytes], fileName as string));
        for (const type of ['dragenter', 'dragover', 'drop']) {
          const target = document.querySelector('.evidence-empty, .evidence-report') as HTMLElement;
          target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
        }
      },
      [Buffer.from(evidence?.file ?? []).toString('base64'), `${name}.plev`],
    );
    const verdict = page.getByRole('region', { name: '核验结果' });
    await expect(verdict).toContainText(`${name}.plev`);
    await expect(verdict).toContainText('起点未经认可');
    await expect(page.getByRole('main')).toContainText(evidence?.anchor.chainId ?? '');
    // Every step holds; the anchor is not one of this machine's, and the trusting period is long over: both are said.
    await expect(page.locator('.step-end.passed')).toHaveCount(6);
    if (process.env['PILOTLIGHT_PICTURES'] !== undefined) {
      mkdirSync('test-results', { recursive: true });
      await page.screenshot({ path: `test-results/${name}.png` });
    }
  });
}
