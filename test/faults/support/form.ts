/** The long form: `npm run test:services -- --full`. */
export const FULL = process.env['FAULTS_FULL'] === '1'
