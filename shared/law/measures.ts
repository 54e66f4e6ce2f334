// Understands the words of the law: measures, packages, components, regions and other measures, as they are declared and stored.

export const MEASURES = ['VOP', 'IMW'] as const
/** VOP = Vlaamse ondersteuningspremie, IMW = individueel maatwerk. The order is the order of reports. */
export type Measure = (typeof MEASURES)[number]

export const PACKAGES = [
  'VOP_INDEFINITE',
  'VOP_DEFINITE',
  'IMW_2Y',
  'IMW_5Y_STANDARD',
  'IMW_5Y_INCREASED',
  'IMW_5Y_COLLECTIVE',
  'EXPLICIT',
] as const
export type PackageName = (typeof PACKAGES)[number]

export const GUIDANCE_LEVELS = ['NONE', 'LOW', 'MEDIUM', 'HIGH'] as const
/** Need of guidance (begeleidingsnood) that the decision granted. */
export type GuidanceLevel = (typeof GUIDANCE_LEVELS)[number]

export const COMPONENTS = ['WAGE_PREMIUM', 'GUIDANCE_FIXED', 'GUIDANCE_VARIABLE'] as const
/** Loonpremie, and the fixed and variable part of the begeleidingspremie. The order is the order of reports. */
export type Component = (typeof COMPONENTS)[number]

export const REGIONS = ['FLANDERS', 'BRUSSELS', 'WALLONIA', 'ABROAD'] as const
/** Where an establishment lies. */
export type Region = (typeof REGIONS)[number]

export const OTHER_MEASURES = ['LDE', 'GESCO', 'DAC', 'MAATWERK_WAGE', 'ART60', 'WEP', 'INVOEG', 'APPRENTICE'] as const
/** Another measure under which a worker is declared; most are not cumulable with a premium (rules.md 6). */
export type OtherMeasure = (typeof OTHER_MEASURES)[number]
