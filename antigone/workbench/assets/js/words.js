// Sentences come from the page, in the reader's language; what changes often is also read aloud.

let sentences;

export function say(name, values = {}) {
  sentences ??= JSON.parse(document.getElementById("words")?.textContent ?? "{}");
  return (sentences[name] ?? name).replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}

// The region is emptied first: a reader would pass over a sentence that is there already.
export function announce(sentence, { urgently = false } = {}) {
  const region = document.getElementById(urgently ? "assertive" : "polite");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => { region.textContent = sentence; }, 60);
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  fill(made, attributes, children);
  return made;
}

export function drawing(name, attributes = {}, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  fill(made, attributes, children);
  return made;
}

function fill(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
}
