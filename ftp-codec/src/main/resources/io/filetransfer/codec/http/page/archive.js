// Folders, and entries that are selected, as one zip that the server makes while it is read.

import { escapeName } from "./paths.js";

const MAX_QUERY = 6000;
const frame = document.getElementById("downloads");

/** The address of a whole folder. */
export function ofFolder(path) {
  return `${path}?archive=zip`;
}

/** Some entries of a folder. `onFailure()` if the server says something else. */
export function download(directory, entries, onFailure) {
  const query = (chosen) => chosen.map((entry) => `&name=${entry.nameEscaped ?? escapeName(entry.name)}`).join("");
  const whole = query(entries);
  frame.onload = onFailure; // what is downloaded is no document
  if (whole.length <= MAX_QUERY) {
    frame.src = ofFolder(directory) + whole;
    return;
  }
  // A form says only what is text: names that are none go into the query.
  const form = document.createElement("form");
  form.method = "post";
  form.target = frame.name;
  form.action = ofFolder(directory) + query(entries.filter((entry) => entry.nameEscaped));
  for (const entry of entries.filter((each) => !each.nameEscaped)) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "name";
    field.value = entry.name;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
  form.remove();
}
