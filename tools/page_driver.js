// What the page driver does inside the page: see, wait, reach and travel. What they are for stands in page_driver.py.
// A stage is a card's outermost element. Real keys and pointers come from outside, through the driver.
window.driver = (() => {
  const LIMIT = 30000; // ms that the kernel may take for an answer
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));
  const kernel = () => jupyterapp.shell.currentWidget.context.sessionContext.session.kernel;
  const element = (stage, id) => stage.querySelector(`.ll-picture [data-id="${CSS.escape(id)}"]`);
  const usable = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && node.ariaDisabled !== 'true';
  const actions = (stage) => [...stage.querySelectorAll('.ll-acts button')];
  const tools = (stage) => [...stage.querySelectorAll('.ll-tools > button')];
  const sliders = (stage) => [...stage.querySelectorAll('input[type=range]')];
  const radios = (stage) => [...stage.querySelectorAll('.ll-set input[type=radio]')];
  const switches = (stage) => [...stage.querySelectorAll('.ll-set input[type=checkbox]')];
  const sign = (node) => node.ariaLabel ?? node.textContent;
  const button = (stage, label) => [...actions(stage), ...tools(stage)].find((b) => sign(b) === label);
  const label = (node) => node.closest('.ll-control').querySelector('span, legend').firstChild.textContent.trim();
  const enabled = (stage, label) => usable(button(stage, label));

  // The card as it stands in the page now: the notebook draws it anew a while after it was left.
  const living = (stage) => (stage.isConnected ? stage : document.querySelector(`[data-ll-card="${stage.dataset.llCard}"]`) ?? stage);

  // ---- seeing

  // All that a person sees and hears of the picture, as one number of 53 bits: the same only for the same. What is
  // shown large while the pointer rests on a part is no part of the picture.
  function look(stage, parts = ['.ll-picture', '.ll-words > div']) {
    let [a, b] = [1, 2];
    for (const part of parts) {
      const text = stage.querySelector(part).innerHTML.replace(/(<canvas) width="\d+" height="\d+"/g, '$1')
        .replace(/(<text[^>]* data-names-enlarged[^>]*>)[^<]*/g, '$1');
      for (let i = 0; i < text.length; i++) {
        a = Math.imul(a ^ text.charCodeAt(i), 0x9e3779b1);
        b = Math.imul(b ^ text.charCodeAt(i), 0x5f356495) ^ (b >>> 15);
      }
    }
    return (a >>> 11) * 4294967296 + (b >>> 0);
  }
  const allSeen = (stage) => look(stage, ['.ll-picture', '.ll-words > div', '.ll-say']);

  // Every control that can be moved now: [kind, name, option, quiet]. What a group holds is there once it is open.
  function controls(stage) {
    const found = [];
    for (const group of stage.querySelectorAll('.ll-group')) group.open = true;
    for (const node of switches(stage)) if (usable(node)) found.push(['switch', label(node), '', false]);
    for (const node of sliders(stage)) if (usable(node)) found.push(['slider', label(node), '', false]);
    for (const node of stage.querySelectorAll('.ll-set select')) if (usable(node))
      for (const option of node.options)
        if (!option.selected) found.push(['choose', label(node), option.text, false]);
    for (const node of radios(stage)) if (usable(node) && !node.checked)
      found.push(['choose', label(node), node.parentNode.textContent, false]);
    for (const node of actions(stage)) if (usable(node))
      found.push([node.matches('.play, .pause') ? 'run' : 'button', node.textContent, '', false]);
    for (const node of stage.querySelectorAll('.ll-picture [data-can]:not([data-doubled])'))
      for (const what of node.dataset.can.split(' '))
        for (const kind of what === 'drag' ? ['drag by keys', 'drag by pointer'] : [what])
          found.push([kind, node.dataset.id, '', node.dataset.quiet === 'true']);
    return found;
  }

  // Show nothing but the cell of this widget, or all cells again: to paint a whole notebook for each move
  // takes longer than the move.
  function alone(stage, is) {
    for (const cell of document.querySelectorAll('.jp-Cell'))
      cell.style.contentVisibility = is && !cell.contains(stage) ? 'hidden' : '';
  }

  // ---- waiting: for what happens, not for a time

  const quiet = (stage) => unanswered.size === 0 && kernel().status === 'idle'
    && stage.querySelector('.ll-picture').ariaBusy !== 'true';

  // The next thing that may end a wait: the kernel has spoken or the widget has changed. After `ms` look all the same.
  const next = (stage, ms) => new Promise((go) => {
    const done = () => {
      observer.disconnect();
      removeEventListener('kernelspoke', done);
      clearTimeout(timer);
      go();
    };
    const observer = new MutationObserver(done);
    observer.observe(stage, { subtree: true, childList: true, attributes: true, characterData: true });
    addEventListener('kernelspoke', done);
    const timer = setTimeout(done, ms);
  });

  // Wait until the test holds; return whether it does within `ms`.
  async function until(stage, ms, test) {
    for (const end = Date.now() + ms; !test(); await next(stage, Math.min(100, end - Date.now())))
      if (Date.now() >= end) return false;
    return true;
  }

  // Wait until the kernel has answered all that was sent, and a moment later still has: an answer may call for more.
  async function settled(stage) {
    const end = Date.now() + LIMIT;
    do {
      if (!(await until(stage, end - Date.now(), () => quiet(stage)))) throw 'the kernel does not answer';
      await pause(1);
    } while (!quiet(stage));
  }

  // Wait until what was sent since the aim is answered; give up when nothing is sent for so long.
  async function answered(stage, patience) {
    await until(stage, patience, () => asked !== sent);
    await settled(stage);
  }

  // Wait for a look; it may come a moment after the kernel's last word.
  async function shows(stage, wanted) {
    await settled(stage);
    return until(stage, 500, () => look(stage) === wanted);
  }

  let [before, sent] = [0, 0]; // what was seen, and the messages sent, when the last aim was taken

  // Wait until something has come of it; return whether anything seen has changed since the aim was taken. The picture
  // may come so many milliseconds after the kernel's last word.
  async function changed(stage, patience, runs, slower) {
    const differs = () => allSeen(living(stage)) !== before;
    await until(stage, patience, () => (!runs && asked > sent) || differs());
    if (runs) return differs();
    await settled(living(stage));
    return until(living(stage), slower, differs);
  }

  // Wait until nothing runs in the widget any more, and its last step has been told.
  async function stopped(stage, name) {
    for (const start = Date.now(); stage.querySelector('.ll-acts .pause'); await pause(10))
      if (Date.now() - start > 5000) throw `Pause does not stop ${name}`;
    for (let last; last !== allSeen(stage); await pause(60)) {
      last = allSeen(stage);
      await settled(stage);
    }
  }

  // Stop what runs now. Between a look and a pointer's click it might end, and the same button would start it anew.
  function stop(stage) {
    const node = stage.querySelector('.ll-acts .pause');
    if (node && !grip(node)) throw '“Pause” is covered';
    node?.click();
  }

  // ---- reaching

  // A point of the window where a pointer meets the node, with the node's size; null when it is covered.
  function grip(node) {
    const met = () => {
      const box = node.getBoundingClientRect();
      for (const i of [4, 2, 6, 1, 7, 3, 5]) for (const j of [4, 2, 6, 1, 7, 3, 5]) {
        const [x, y] = [box.left + box.width * i / 8, box.top + box.height * j / 8];
        const there = document.elementFromPoint(x, y);
        if (node.dataset.id ? there?.closest('[data-id]') === node : node.contains(there))
          return [x, y, box.width, box.height];
      }
      return null;
    };
    const { top, bottom } = node.getBoundingClientRect();
    if (top < 100 || bottom > innerHeight - 100) node.scrollIntoView({ block: 'center' }); // room for a drag
    return met();
  }

  function focus(node) {
    node.scrollIntoView({ block: 'nearest' });
    node.focus();
    return document.activeElement === node;
  }

  // The element that a control stands on.
  function bearer(stage, kind, name, option) {
    const menus = [...stage.querySelectorAll('.ll-set select'), ...radios(stage).filter((n) => n.parentNode.textContent === option)];
    const find = { button: () => button(stage, name), run: () => button(stage, name),
      slider: () => sliders(stage).find((node) => label(node) === name),
      switch: () => switches(stage).find((node) => label(node) === name),
      choose: () => menus.find((node) => label(node) === name) };
    return (find[kind] ?? (() => element(stage, name)))();
  }

  // What no pointer can reach of all that a pointer can move.
  function covered(stage) {
    const node = ([kind, name, option]) => bearer(stage, kind, name, option);
    const place = (at) => (at.type === 'radio' ? at.parentNode : at);
    return controls(stage).filter(([kind]) => ['button', 'run', 'choose', 'draw', 'drag by pointer'].includes(kind))
      .filter((control) => !grip(place(node(control))));
  }

  // Settle, then bring focus or pointer to a control; return what the hand must know to go on.
  async function aim(stage, kind, name, option) {
    await settled(stage);
    [before, sent] = [allSeen(stage), asked];
    const node = bearer(stage, kind, name, option);
    if (!node) throw `${kind} “${name}” is no longer there`;
    if (kind === 'choose') return choose(node, option);
    if (['button', 'run', 'draw', 'drag by pointer'].includes(kind)) return grip(node);
    return { focused: focus(node), value: node.dataset.value, full: node.value !== undefined && node.value === node.max };
  }

  function choose(menu, text) {
    const place = grip(menu.type === 'radio' ? menu.parentNode : menu);
    menu.focus();
    if (menu.type === 'radio') return menu.click(), place;
    menu.selectedIndex = [...menu.options].findIndex((option) => option.text === text);
    for (const type of ['input', 'change']) menu.dispatchEvent(new Event(type, { bubbles: true }));
    return place;
  }

  // ---- travelling: Back, Forward and Reset, by the button's own click

  async function press(stage, label) {
    const node = button(stage, label);
    if (!grip(node)) throw `“${label}” is covered`;
    sent = asked;
    node.click();
    await answered(stage, 500);
  }

  // Press each button in turn; return the labels that did not lead to the wanted look.
  async function travel(stage, steps) {
    const astray = [];
    for (const [label, wanted] of steps) {
      await press(stage, label);
      if (!(await shows(stage, wanted))) astray.push(label);
    }
    return astray;
  }

  // Go back as far as it goes; return whether there was anywhere to go.
  async function rewind(stage, back) {
    const further = enabled(stage, back);
    while (enabled(stage, back)) await press(stage, back);
    return further;
  }

  return { aim, alone, answered, changed, controls, covered, element, enabled, focus, grip, look, pause: stop, rewind,
    settled, shows, stopped, travel, until };
})();
