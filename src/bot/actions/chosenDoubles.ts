/** Devices with a serial number that several share, chosen on a card by their place in its list. */
export function chosenDoubles({ doubleIds, which }: { doubleIds: readonly string[]; which: string }): string[] {
  const places = which.split(',').map((place) => place.trim());
  return doubleIds.filter((_, index) => places.includes(String(index)));
}
