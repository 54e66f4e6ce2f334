// Understands what lets go what is held, by its code: corrected bank details, or a person. A refusal of the bank is one of both, its report says which.

export const OF_THE_PAYEE: readonly string[] = ['PAY-001', 'PAY-002', 'PAY-003', 'PAY-006', 'PAY-009']
export const OF_A_PERSON: readonly string[] = ['RUN-003', 'PAY-006', 'PAY-008']
