export { AttackDetail } from './AttackDetail.tsx';
