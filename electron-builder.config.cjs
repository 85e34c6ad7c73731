// Run by build/package.ts, which names the runtime in ELECTRON_OVERRIDE_DIST_PATH.
const { existsSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');

const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH;
if (!dist) throw new Error('use "npm run package": it finds the runtime to package');
const developmentOnly = existsSync(path.join(dist, 'DEVELOPMENT-AND-TESTS-ONLY'));
if (developmentOnly && process.env.PACKAGE_FOR_TESTS !== '1') {
  throw new Error('this Electron is for development and tests only: no release may be made from it');
}

const version = readFileSync(path.join(dist, 'version'), 'utf8').trim().replace(/^v/, '');

module.exports = {
  appId: 'org.pilotlight.app',
  productName: 'Pilotlight',
  copyright: 'The Pilotlight authors, Apache-2.0',
  electronDist: dist,
  electronVersion: version,
  directories: { output: 'release' },
  asar: true,
  asarUnpack: ['**/*.node'],
  npmRebuild: false,
  publish: null,
  files: [
    'out/main/**',
    'out/preload/**',
    'out/renderer/**',
    'package.json',
    'LICENSE',
    '!**/*.map',
    '!node_modules/@*/*-musl/**',
  ],
  // The stand-in that starts folders in development has no place beside a packaged app.
  afterPack: ({ appOutDir }) => rmSync(path.join(appOutDir, 'resources', 'default_app.asar'), { force: true }),
  // Every fuse has a value; test/security reads them back from the packaged binary.
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // Verified by macOS and Windows only; Linux has no place to keep the digest.
    enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    // Electron 29 brought this one; setting a fuse that the runtime lacks is an error.
    ...(Number.parseInt(version, 10) >= 29 && { grantFileProtocolExtraPrivileges: false }),
    resetAdHocDarwinSignature: process.platform === 'darwin',
  },
  linux: { executableName: 'pilotlight', category: 'Network', target: ['dir'] },
  mac: { category: 'public.app-category.business', target: ['dir'] },
  win: { target: ['dir'] },
};
