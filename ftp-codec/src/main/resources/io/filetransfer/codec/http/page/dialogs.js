// Questions to the reader. Each is a promise of the answer; null is no.

const byId = (id) => document.getElementById(id);
const dialog = byId("ask");
let answer = () => {};

// The event comes a moment after the dialog closed: it is not the answer to a question that was asked since.
dialog.addEventListener("close", () => {
  if (!dialog.open) {
    answer(dialog.returnValue === "yes");
  }
});

function open(title, text, yes, danger) {
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-yes").textContent = yes;
  byId("ask-yes").className = danger ? "danger" : "main";
  answer(false); // of the question before, if its event did not come yet
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    answer = resolve;
  });
}

byId("ask-yes").value = "yes";
byId("ask-no").addEventListener("click", () => dialog.close(""));

export async function confirm(title, text, yes) {
  byId("ask-field").hidden = true;
  const answered = open(title, text, yes, true);
  byId("ask-no").focus();
  return answered;
}

export async function askName(title, label, value, yes) {
  const field = byId("ask-value");
  byId("ask-field").hidden = false;
  byId("ask-field").firstElementChild.textContent = label;
  field.value = value;
  const answered = open(title, "", yes, false);
  field.focus();
  const dot = value.lastIndexOf(".");
  field.setSelectionRange(0, dot > 0 ? dot : value.length);
  return (await answered) && isName(field.value) ? field.value : null;
}

function isName(name) {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && !name.includes("\0");
}
