// Questions to the reader. Each is a promise of the answer; null is no.

const byId = (id) => document.getElementById(id);
const dialog = byId("ask");

function open(title, text, yes, danger) {
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  byId("ask-yes").className = danger ? "danger" : "main";
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

byId("ask-yes").value = "yes";
byId("ask-no").addEventListener("click", () => dialog.close(""));

export async function confirm(title, text, yes) {
  byId("ask-field").hidden = true;
  const answer = open(title, text, yes, true);
  byId("ask-no").focus();
  return answer;
}

export async function askName(title, label, value, yes) {
  const field = byId("ask-value");
  byId("ask-field").hidden = false;
  byId("ask-field").firstElementChild.textContent = label;
  field.value = value;
  const answer = open(title, "", yes, false);
  field.focus();
  const dot = value.lastIndexOf(".");
  field.setSelectionRange(0, dot > 0 ? dot : value.length);
  return (await answer) && isName(field.value) ? field.value : null;
}

function isName(name) {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\0");
}
