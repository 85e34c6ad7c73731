import { allowFusedVectors } from '../main/providers/fusedVectors.ts';

// As in the app: what is tested of the crypto is what runs there.
allowFusedVectors();
