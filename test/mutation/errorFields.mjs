// The fields of an error say where something was found; they decide nothing, so a mutant of one is no rule unnoticed.
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'error-fields',
    value: {
      shouldIgnore(path) {
        const call = path.parentPath;
        const isFields = path.isObjectExpression() && call?.isCallExpression() && path.key > 0;
        if (!isFields || !/^(fail|refuse|lightClientError)$/.test(call.node.callee.name ?? '')) return undefined;
        return 'fields of an error';
      },
    },
  },
];
