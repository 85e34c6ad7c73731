/** An answerer that tells when the page itself was given, or that `limitMs` went by without anybody asking for it. */
export function tellWhenServed<Request>(
  answer: (request: Request) => Promise<Response>,
  limitMs: number,
): { readonly answer: (request: Request) => Promise<Response>; readonly served: Promise<void> } {
  let onServed: () => void = () => {};
  const served = new Promise<void>((resolve) => {
    onServed = resolve;
  });
  const limit = setTimeout(onServed, limitMs);
  return {
    served,
    async answer(request) {
      try {
        return await answer(request);
      } finally {
        clearTimeout(limit);
        // Handed over first.
        setImmediate(onServed);
      }
    },
  };
}
