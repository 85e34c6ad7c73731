import { CodecError } from '../../../../light-client/codec/codecError.ts';

/** Code and place of what a decoder refuses; any other exception goes on upwards. */
export function refusal(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof CodecError) return `${error.code} ${error.at}`;
    throw error;
  }
  return 'read';
}
