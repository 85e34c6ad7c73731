import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { test as base } from '@playwright/test';
import { expect, launchApp, withUserData } from './app.ts';

// As an operator does it: a network pack by hand, a key and a signature from the terminal, the window says whose word it is.

const CLI = path.resolve(import.meta.dirname, '../../out/main/cli.cjs');
const run = promisify(execFile);
const name = { zh: '示例网络', en: 'Example network' };
const NETWORK = {
  ...{ format: 'pilotlight-network', version: 1, name, issuedAt: '2026-11-21T00:00:00Z' },
  chains: [
    {
      ...{ chainId: 'example-1', family: 'cometbft', name, zoneId: 'example' },
      trust: { height: '100', hash: 'ab'.repeat(32), trustingPeriodSeconds: 1_209_600 },
      endpoints: [{ url: 'http://127.0.0.1:9', operator: 'one', role: 'primary' }],
    },
  ],
};

base('a network pack signed in the terminal is shown with whose word it is', async () => {
  await withUserData(async (userData) => {
    const data = path.join(userData, 'data');
    const file = (of: string) => path.join(data, of);
    await mkdir(data, { recursive: true });
    await writeFile(file('net.json'), JSON.stringify(NETWORK));
    const cli = (...args: string[]) => run(process.execPath, [CLI, ...args], { cwd: data });
    const made = await cli('key', 'new', '--algorithm', 'sm2', '--office', 'national', '-o', 'root.key');
    const roots = [JSON.parse(made.stdout) as object];
    await writeFile(
      file('trust.json'),
      JSON.stringify({ format: 'pilotlight-trust', version: 1, unsigned: 'refuse', roots }),
    );
    await cli('pack', 'sign', 'net.json', '--key', 'root.key', '-o', 'signed.json');
    const checked = await cli('pack', 'check', 'signed.json', '--trust', 'trust.json');
    expect(checked.stdout).toContain('SIGNED');

    const settings = { language: 'zh-CN', theme: 'system', network: file('signed.json') };
    await writeFile(file('settings.json'), JSON.stringify({ version: 1, settings }));
    const { app, page } = await launchApp(userData);
    try {
      await page.getByRole('link', { name: '设置' }).first().click();
      const main = page.getByRole('main');
      await expect(main).toContainText('示例网络');
      await expect(main).toContainText('签名有效，签发方已获本机运维认可。');
      if (process.env['PILOTLIGHT_PICTURES'] !== undefined) {
        await page.screenshot({ path: 'test-results/signed-pack.png' });
      }

      // Nobody has said who works here: that is asked for, and a key is made for whoever it is.
      await page.getByLabel('角色').selectOption('national');
      await page.getByLabel('经办人').fill('王某');
      await page.getByLabel('办公室名称（中文）').fill('国家办公室');
      await page.getByLabel('办公室名称（英文）').fill('National office');
      await page.getByLabel('办公室编号').fill('national');
      await page.getByRole('button', { name: '保存', exact: true }).click();
      await page.getByRole('button', { name: '生成 SM2 密钥' }).click();
      await page.getByRole('link', { name: '操作日志' }).first().click();
      await expect(page.getByRole('main')).toContainText('更改身份');
      await expect(page.getByRole('main')).toContainText('生成密钥');
    } finally {
      await app.close();
    }
  });
});
