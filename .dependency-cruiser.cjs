// The arrows between the folders: light-client <- main/contract <- renderer, and main -> light-client.

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'light-client-is-pure',
      comment: 'Bytes, parameters and `now` go in, verdicts come out: nothing but itself and the crypto libraries.',
      severity: 'error',
      from: { path: '^light-client/' },
      to: { pathNot: ['^light-client/', 'node_modules/@noble/(curves|hashes)/'] },
    },
    {
      name: 'contract-knows-only-light-client',
      comment: 'What crosses to the view is plain types and schemas.',
      severity: 'error',
      from: { path: '^main/contract/' },
      to: { pathNot: ['^main/contract/', '^light-client/', 'node_modules/valibot/'] },
    },
    {
      name: 'view-knows-only-the-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: ['^main/(?!contract/)', '^build/', '^test/'] },
    },
    {
      name: 'view-takes-types-only-from-light-client',
      comment: 'The view shows what was verified; it never verifies.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^light-client/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'view-has-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'main-knows-no-view',
      severity: 'error',
      from: { path: '^main/' },
      to: { path: ['^renderer/', '^build/', '^test/'] },
    },
    {
      name: 'electron-only-in-its-folders',
      severity: 'error',
      from: { path: '^(main|light-client|renderer)/', pathNot: '^main/(electron|preload)/' },
      to: { path: ['node_modules/electron/', '^electron$', '^main/(electron|preload)/'] },
    },
    {
      name: 'preload-stays-small',
      comment: 'It runs in the sandbox beside hostile content: channel names, types and electron, nothing else.',
      severity: 'error',
      from: { path: '^main/preload/' },
      to: { pathNot: ['^main/preload/', '^main/contract/', 'node_modules/electron/', '^electron$'] },
    },
    {
      name: 'families-apart',
      comment: 'A family is one folder behind one interface.',
      severity: 'error',
      from: { path: '^light-client/families/([^/]+)/' },
      to: { path: '^light-client/families/([^/]+)/', pathNot: '^light-client/families/$1/' },
    },
    {
      name: 'core-knows-no-family',
      severity: 'error',
      from: { path: '^light-client/(core|codec|crypto|proofs|detector)/' },
      to: { path: '^light-client/families/' },
    },
    {
      name: 'features-apart',
      comment: 'Shared parts of the view live in ui/, charts/ and state/.',
      severity: 'error',
      from: { path: '^renderer/features/([^/]+)/' },
      to: { path: '^renderer/features/([^/]+)/', pathNot: '^renderer/features/$1/' },
    },
    {
      name: 'ui-knows-no-feature',
      severity: 'error',
      from: { path: '^renderer/(ui|charts|theme)/' },
      to: { path: '^renderer/(features|app)/' },
    },
    {
      name: 'sql-only-in-the-store',
      severity: 'error',
      from: { path: '^(main|light-client|renderer)/', pathNot: '^main/store/' },
      to: { path: 'node_modules/libsql/' },
    },
    {
      name: 'demo-is-not-part-of-the-app',
      comment:
        'The app starts the demo network as it would start any other program, and reads only its messages; its office begins with the invented programme.',
      severity: 'error',
      from: { path: '^main/', pathNot: '^main/demo/' },
      to: { path: '^main/demo/', pathNot: '^main/demo/((client|protocol)|programme/(programme|offices))\\.ts$' },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'everything-resolves', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared-packages-only',
      severity: 'error',
      from: { path: '^(light-client|main|renderer)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^release/', '^test-results/'] },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
};
