/** Between two requests of one page that is being loaded. */
const QUIET_MS = 10;

/** An answerer that tells when a page has got its scripts: nothing else is given it to do until then, or until `limitMs`. */
export function tellWhenServed<Request extends { readonly url: string }>(
  answer: (request: Request) => Promise<Response>,
  limitMs: number,
): { readonly answer: (request: Request) => Promise<Response>; readonly served: Promise<void> } {
  let onServed: () => void = () => {};
  const served = new Promise<void>((resolve) => {
    onServed = resolve;
  });
  setTimeout(onServed, limitMs);
  let waiting = 0;
  let scripts = false;
  let quiet: NodeJS.Timeout | undefined;
  return {
    served,
    async answer(request) {
      clearTimeout(quiet);
      waiting += 1;
      try {
        return await answer(request);
      } finally {
        waiting -= 1;
        scripts ||= request.url.endsWith('.js');
        if (scripts && waiting === 0) quiet = setTimeout(onServed, QUIET_MS);
      }
    },
  };
}
