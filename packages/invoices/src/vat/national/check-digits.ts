/** Sum of digit times weight over the weights' length. */
export function weightedSum(digits: string, weights: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < weights.length; index++) total += (weights[index] ?? 0) * digitAt(digits, index);
  return total;
}

export function digitAt(digits: string, index: number): number {
  return digits.charCodeAt(index) - 48;
}

/** The sum of Luhn's algorithm (ISO/IEC 7812-1, annex B): every second digit from the right but one is doubled. */
export function luhnSum(digits: string): number {
  let total = 0;
  for (let index = digits.length - 1, isDoubled = false; index >= 0; index--, isDoubled = !isDoubled) {
    const digit = digitAt(digits, index) * (isDoubled ? 2 : 1);
    total += digit > 9 ? digit - 9 : digit;
  }
  return total;
}

/** ISO 7064 MOD 11,10 over digits with their check digit. */
export function holdsMod11And10(digits: string): boolean {
  let product = 10;
  for (let index = 0; index < digits.length - 1; index++) {
    const sum = (digitAt(digits, index) + product) % 10;
    product = ((sum === 0 ? 10 : sum) * 2) % 11;
  }
  return (product + digitAt(digits, digits.length - 1)) % 10 === 1;
}

/** ISO 7064 MOD 97-10 over digits and letters, which count from A = 10. */
export function remainderOf97(text: string): number {
  let remainder = 0;
  for (const character of text) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder;
}
