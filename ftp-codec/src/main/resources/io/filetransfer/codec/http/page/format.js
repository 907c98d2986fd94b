// Numbers and times as the reader writes them.

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"];
const times = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const numbers = new Intl.NumberFormat();
const sizes = UNITS.map((unit, i) => new Intl.NumberFormat(undefined, {
  style: "unit", unit, unitDisplay: i === 0 ? "long" : "short", maximumFractionDigits: 1,
}));

/** Bytes, in units of 1,000. */
export function size(bytes) {
  let unit = 0;
  let value = bytes;
  while (value >= 999.95 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return sizes[unit].format(value);
}

export function number(value) {
  return numbers.format(value);
}

export function count(value, one, many) {
  return `${number(value)} ${value === 1 ? one : many}`;
}

export function time(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? "" : times.format(date);
}

/** Seconds that are left. */
export function duration(seconds) {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) {
    return `${whole} s`;
  }
  const minutes = Math.round(whole / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
