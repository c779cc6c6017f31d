/** Lists of a sandbox's map leave some out, as a list that lags does; what is asked for by its key is there. Returns how to end that. */
export function shortList<K, V>(map: Map<K, V>, isHidden: (key: K) => boolean): () => void {
  const shown = () => new Map([...Map.prototype.entries.call(map)].filter(([key]) => !isHidden(key)));
  Object.assign(map, { values: () => shown().values(), keys: () => shown().keys() });
  return () => {
    Reflect.deleteProperty(map, 'values');
    Reflect.deleteProperty(map, 'keys');
  };
}
