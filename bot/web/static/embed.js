// @ts-check
/*
 * Turns a plain link on somebody else's page into a button that opens the chat in a frame:
 *
 *   <p><a id="send-help" href="https://bot.example/chat">Ask about SEND</a></p>
 *   <script src="https://bot.example/embed.js" data-for="send-help" async></script>
 *
 * Nothing is loaded before the button is pressed. Where this script cannot run, the link still leads
 * to the chat. It puts no style attribute anywhere, so the page's own policy needs no unsafe-inline.
 */
(() => {
  "use strict";
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  // A browser without these keeps the link as it is.
  if (!script || !("adoptedStyleSheets" in document) || !("HTMLDialogElement" in window)) return;

  /** @type {{title: string, close: string, own_page: string}} */
  const words = JSON.parse("__WORDS__");
  const ids = (script.dataset.for || "").split(/\s+/).filter(Boolean);
  const address = new URL("frame", script.src);
  address.searchParams.set("origin", location.origin);
  const narrow = matchMedia("(max-width: 480px)");

  const css = `
    :host { all: initial !important }
    dialog {
      box-sizing: border-box; position: fixed; inset: auto 1em 1em auto; z-index: 2147483647;
      width: 27em; max-width: calc(100% - 2em); height: 44em; max-height: calc(100% - 2em);
      margin: 0; padding: 0; border: 1px solid; border-radius: .5em; overflow: hidden;
      font: medium/1.4 system-ui, sans-serif; color-scheme: light dark;
      background: Canvas; color: CanvasText; box-shadow: 0 .3em 1.5em #0005;
    }
    dialog[open] { display: flex; flex-direction: column }
    div { display: flex; justify-content: space-between; align-items: center; padding: .25em .75em }
    a { color: LinkText; padding: .7em 0 }
    button {
      min-width: 44px; min-height: 44px; padding: 0 1em; font: inherit; cursor: pointer;
      border: 1px solid; border-radius: .5em; background: none; color: inherit;
    }
    :focus-visible { outline: 3px solid; outline-offset: 2px }
    iframe { flex: 1; width: 100%; border: 0; border-top: 1px solid }
    @media (max-width: 480px) {
      dialog {
        inset: 0; width: 100%; max-width: none; height: 100%; max-height: none;
        border: 0; border-radius: 0;
      }
    }
    @media print { dialog { display: none !important } }
  `;

  /** @param {string} href */
  function makePanel(href) {
    const host = document.createElement("send-help-chat");
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];

    const dialog = document.createElement("dialog");
    const bar = document.createElement("div");
    const ownPage = document.createElement("a");
    const shut = document.createElement("button");
    const frame = document.createElement("iframe");
    dialog.setAttribute("aria-label", words.title);
    ownPage.href = href;
    ownPage.textContent = words.own_page;
    // In this tab it would take the page and the conversation away.
    ownPage.target = "_blank";
    shut.type = "button";
    shut.textContent = words.close;
    frame.title = words.title;
    frame.setAttribute("allow", "");
    frame.src = address.href;
    bar.append(ownPage, shut);
    dialog.append(bar, frame);
    root.append(dialog);
    document.body.append(host);

    /** @type {HTMLElement | null} */
    let opener = null;

    function show() {
      // Full screen, what lies behind cannot be reached; beside the page, it can.
      if (narrow.matches) dialog.showModal();
      else dialog.show();
      shut.focus();
    }

    /** @param {HTMLElement} by */
    function open(by) {
      opener = by;
      by.setAttribute("aria-expanded", "true");
      show();
    }

    shut.addEventListener("click", () => dialog.close());
    // However it was closed; full screen, the browser itself closes it on Escape.
    dialog.addEventListener("close", () => {
      if (dialog.open) return;
      opener?.setAttribute("aria-expanded", "false");
      opener?.focus();
      opener = null;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && dialog.open && !event.defaultPrevented) dialog.close();
    });
    narrow.addEventListener("change", () => {
      if (!dialog.open) return;
      dialog.close();
      show();
    });
    addEventListener("message", (event) => {
      if (event.origin !== address.origin || event.source !== frame.contentWindow) return;
      const said = event.data;
      if (!said || said.v !== 1 || !dialog.open) return;
      if (said.type === "close") dialog.close();
      // The panel has a size of its own, so `size` changes nothing.
      if (said.type === "ready" && root.activeElement === shut) frame.focus();
    });

    /** @param {HTMLElement} by */
    return (by) => (dialog.open ? dialog.close() : open(by));
  }

  // Several scripts on one page share one panel, and so one conversation.
  const shared = /** @type {any} */ (window);
  const key = Symbol.for(`send-help ${address.href}`);

  /** @param {HTMLAnchorElement} link */
  function enhance(link) {
    link.setAttribute("role", "button");
    link.setAttribute("aria-haspopup", "dialog");
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      // Another tab, where somebody asks for one.
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      shared[key] = shared[key] || makePanel(link.href);
      shared[key](link);
    });
    link.addEventListener("keydown", (event) => {
      if (event.key !== " ") return;
      event.preventDefault();
      link.click();
    });
  }

  function begin() {
    for (const id of ids) {
      const link = document.getElementById(id);
      if (link instanceof HTMLAnchorElement && !link.hasAttribute("aria-expanded")) enhance(link);
    }
  }

  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
