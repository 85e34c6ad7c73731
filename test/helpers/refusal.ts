import { CodecError } from '../../light-client/codec/codecError.ts';

/** What it gives, or code and place of what a decoder refuses; any other exception goes on upwards. */
export function outcome(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    if (error instanceof CodecError) return `${error.code} ${error.at}`;
    throw error;
  }
}

/** Code and place of what a decoder refuses, or that it was read. */
export function refusal(read: () => unknown): unknown {
  return outcome(() => {
    read();
    return 'read';
  });
}
